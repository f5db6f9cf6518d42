import { Button } from "antd";
import { useText } from "@/i18n";
import { type Column, DateTime, StatusDot, useFormat } from "@/ui";
import type { MergeRow } from "../api";
import { howOf, nameOfSource, ruleOf, tailOf } from "../words";

export function useMergeColumns(onSplit: (merge: string) => void): Column<MergeRow>[] {
  const t = useText();
  const format = useFormat();
  return [
    {
      key: "at",
      title: t("identity.column.at"),
      required: true,
      width: 130,
      render: (one) => <DateTime at={one.at} />,
      csv: (one) => one.at,
    },
    {
      key: "person",
      title: t("identity.column.person"),
      required: true,
      render: (one) => (
        <>
          <span style={{ fontWeight: 500 }}>{one.name}</span>{" "}
          <span className="caption muted mono">
            {tailOf(one.survivor)} ← {tailOf(one.absorbed)}
          </span>
        </>
      ),
      csv: (one) => one.name,
    },
    {
      key: "how",
      title: t("identity.column.how"),
      width: 110,
      render: (one) => t(`identity.how.${howOf(one.rule)}`),
      csv: (one) => one.rule,
    },
    {
      key: "why",
      title: t("identity.column.why"),
      render: (one) => ruleOf(one.rule, one.evidence, t),
      csv: (one) => ruleOf(one.rule, one.evidence, t),
    },
    {
      key: "source",
      title: t("identity.column.source"),
      width: 120,
      render: (one) => nameOfSource(String(one.evidence.source ?? "")) || one.by_name || "—",
      csv: (one) => String(one.evidence.source ?? ""),
    },
    {
      key: "state",
      title: t("identity.column.state"),
      width: 190,
      render: (one) =>
        one.undone_at ? (
          <StatusDot tone="neutral">
            {t("identity.state.undone_at", { at: format.dateTime(one.undone_at) })}
          </StatusDot>
        ) : (
          <StatusDot tone="ok">{t("identity.state.standing")}</StatusDot>
        ),
      csv: (one) => one.undone_at ?? "",
    },
    {
      key: "do",
      title: "",
      width: 100,
      align: "right",
      render: (one) =>
        one.undone_at ? null : (
          <Button
            size="small"
            onClick={(event) => {
              event.stopPropagation();
              onSplit(one.id);
            }}
          >
            {t("identity.merges.undo")}
          </Button>
        ),
    },
  ];
}
