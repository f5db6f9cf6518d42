import type { ReactNode } from "react";
import { PeopleDrawer } from "@/features/people";
import { type Behind, loadPeople } from "./api";

export interface Opened {
  title: string;
  note?: ReactNode;
  behind: Behind;
}

/** The people behind a number of these pages. */
export function BehindDrawer({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  return (
    <PeopleDrawer
      title={opened?.title ?? null}
      purpose={opened?.note}
      onClose={onClose}
      queryKey={["insights", opened?.behind]}
      load={(cursor) => (opened ? loadPeople(opened.behind, cursor) : Promise.reject(new Error("closed")))}
    />
  );
}
