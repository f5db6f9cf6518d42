import { Button, Select } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, KpiRow, PageFrame, useFormat, useJobToast } from "@/ui";
import { findPeople, useHealth, useMerges, useSquash } from "../api";
import { SplitDialog } from "../split/SplitDialog";
import { useMergeColumns } from "./useMergeColumns";

/** Type a name, phone or e-mail: the person's graph opens. */
function PersonSearch() {
  const t = useText();
  const go = useNavigate();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<{ value: string; label: string }[]>([]);
  useEffect(() => {
    if (!words.trim()) return setFound([]);
    let wanted = true;
    const timer = setTimeout(async () => {
      const people = await findPeople(words.trim()).catch(() => []);
      if (wanted)
        setFound(
          people.map((one) => ({
            value: one.id,
            label: [one.name, one.phone, one.city].filter(Boolean).join(" · "),
          })),
        );
    }, 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [words]);
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setWords }}
      value={null}
      onChange={(id) => id && go(`/customers/${id}/identity`)}
      options={found}
      placeholder={t("identity.page.find")}
      aria-label={t("identity.page.find")}
      notFoundContent={t(words ? "identity.page.nobody" : "identity.page.find")}
      style={{ width: 280 }}
    />
  );
}

function Health() {
  const t = useText();
  const format = useFormat();
  const may = useCan()("identity.write");
  const health = useHealth();
  const squash = useSquash();
  const follow = useJobToast();
  const now = health.data;
  const start = () =>
    squash.mutate(undefined, {
      onSuccess: ({ job }) =>
        follow(job, { title: t("identity.squash.title"), onDone: () => void health.refetch() }),
    });
  if (health.isError) return null;
  const waiting = now?.waiting_events ?? 0;
  return (
    <KpiRow
      loading={!now}
      items={[
        {
          label: t("identity.kpi.standing"),
          value: format.number(now?.merges),
          definition: t("identity.kpi.standing_what"),
        },
        {
          label: t("identity.kpi.undone"),
          value: format.number(now?.undone),
          definition: t("identity.kpi.undone_what"),
        },
        {
          label: t("identity.kpi.waiting"),
          value: format.number(waiting),
          definition: t("identity.kpi.waiting_what"),
          note: now?.squashed_at
            ? t("identity.kpi.squashed", {
                at: format.dateTime(now.squashed_at),
                n: format.number(now.squashed_events),
              })
            : t("identity.kpi.nightly"),
          action:
            may && waiting > 0 ? (
              <Button type="link" size="small" onClick={start} loading={squash.isPending || now?.running}>
                {t("identity.squash.start")}
              </Button>
            ) : undefined,
        },
      ]}
    />
  );
}

/** Who became one, why, and what was taken back. */
export default function MergesPage() {
  const t = useText();
  const go = useNavigate();
  const list = useMerges();
  const [split, setSplit] = useState<string | null>(null);
  const columns = useMergeColumns(setSplit);
  const canHealth = useCan()("identity.read");
  return (
    <PageFrame
      title={t("identity.page.title")}
      purpose={t("identity.page.purpose")}
      actions={<PersonSearch />}
    >
      {canHealth && <Health />}
      <DataTable
        name="merges"
        list={list}
        columns={columns}
        filters={
          <>
            <Select
              value={list.filters.how}
              onChange={(how) => list.change({ how })}
              style={{ width: 140 }}
              aria-label={t("identity.page.how")}
              options={["", "rule", "manual", "duplicates"].map((how) => ({
                value: how,
                label: t(how ? `identity.how.${how}` : "identity.page.any_how"),
              }))}
            />
            <Select
              value={list.filters.standing}
              onChange={(standing) => list.change({ standing })}
              style={{ width: 140 }}
              aria-label={t("identity.page.state")}
              options={[
                { value: "", label: t("identity.page.any_state") },
                { value: "yes", label: t("identity.state.standing") },
                { value: "no", label: t("identity.state.undone") },
              ]}
            />
          </>
        }
        empty={{ title: t("identity.page.empty"), lesson: t("identity.page.empty_lesson") }}
        onOpen={(merge) => go(`/customers/${merge.person}/identity?merge=${merge.id}`)}
      />
      <SplitDialog merge={split} onClose={() => setSplit(null)} />
    </PageFrame>
  );
}
