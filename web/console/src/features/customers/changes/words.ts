import { useCallback } from "react";
import { useText } from "@/i18n";
import { nameOfChannel } from "../words";
import { type Change, useWords } from "./api";

/** A change in one short sentence. */
export function useSayChange() {
  const t = useText();
  const words = useWords();
  const staff = words.data?.staff;
  return useCallback(
    (change: Change) => {
      const said = change.params as Record<string, string | undefined>;
      const owner = staff?.find((one) => one.id === said.owner)?.name;
      return t(`customers.changes.${change.kind === "owner" && !said.owner ? "no_owner" : change.kind}`, {
        name: said.name ?? "",
        before: said.before ?? "",
        into: said.into_name ?? "",
        owner: owner ?? "",
        key: said.key ?? "",
        value: String(said.value ?? ""),
        channel: said.channel ? nameOfChannel(said.channel) : "",
      });
    },
    [t, staff],
  );
}
