import { PeopleDrawer } from "@/features/people";
import { useText } from "@/i18n";
import { membersOf, peopleOf, type Segment } from "../api";
import type { Condition } from "../condition";

/** Whom a figure counts: a condition, or the members of a segment as it stands. */
export type Behind = { title: string; condition: Condition } | { title: string; segment: Segment };

/** The kind of identifier that each channel needs beside consent. */
const ADDRESSES: Record<string, string> = {
  sms: "phone",
  email: "email",
  wecom: "external_userid",
  wechat: "openid",
};

/** Those of them who agreed to the channel and have an address on it. */
export const reachable = (condition: Condition, channel: string): Condition => ({
  type: "all",
  of: [
    condition,
    { type: "consent", channel, granted: true },
    { type: "identifier", kind: ADDRESSES[channel] ?? channel, present: true },
  ],
});

/** The people behind a figure, as long as the figure says. */
export function BehindDrawer({ behind, onClose }: { behind: Behind | null; onClose: () => void }) {
  const t = useText();
  return (
    <PeopleDrawer
      title={behind?.title ?? null}
      purpose={behind && ("segment" in behind ? undefined : t("segments.reach.now"))}
      onClose={onClose}
      queryKey={["segments", behind && ("segment" in behind ? behind.segment.id : behind.condition)]}
      load={(cursor) => {
        if (!behind) return Promise.resolve({ items: [], count: 0 });
        return "segment" in behind
          ? membersOf(behind.segment.id, cursor)
          : peopleOf(behind.condition, cursor);
      }}
    />
  );
}
