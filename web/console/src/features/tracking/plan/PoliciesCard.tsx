import { Button, Select } from "antd";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { Card, type Column, IconButton, RowsTable, toast } from "@/ui";
import { type Policy, useSetPolicies, useSources } from "../api";
import { ACTIONS } from "../words";

const KINDS = ["unknown_event", "unknown_property", "wrong_value"] as const;
const RULE: Policy = {
  source: "",
  unknown_event: "accept",
  unknown_property: "accept",
  wrong_value: "accept",
};

/** What follows from breaking the plan, for all sources and for single ones. */
export function PoliciesCard({ policies, writable }: { policies: Policy[]; writable: boolean }) {
  const t = useText();
  const [edited, setEdited] = useState<Policy[] | null>(null);
  const sources = useSources();
  const save = useSetPolicies();
  const rows = edited ?? (policies.some((one) => one.source === "") ? policies : [RULE, ...policies]);
  const put = (source: string, part: Partial<Policy>) =>
    setEdited(rows.map((one) => (one.source === source ? { ...one, ...part } : one)));
  const free = (sources.data ?? []).filter((name) => !rows.some((one) => one.source === name));
  const columns: Column<Policy>[] = [
    {
      key: "source",
      title: t("tracking.policy.source"),
      width: 200,
      render: (one) =>
        one.source ? <span className="mono">{one.source}</span> : <strong>{t("tracking.policy.all")}</strong>,
    },
    ...KINDS.map((kind) => ({
      key: kind,
      title: t(`tracking.policy.${kind}`),
      definition: t(`tracking.policy.${kind}_definition`),
      render: (one: Policy) => (
        <Select
          size="small"
          value={one[kind]}
          disabled={!writable}
          aria-label={t(`tracking.policy.${kind}`)}
          style={{ width: 130 }}
          onChange={(action) => put(one.source, { [kind]: action })}
          options={ACTIONS.map((value) => ({ value, label: t(`tracking.action.${value}`) }))}
        />
      ),
    })),
    {
      key: "remove",
      title: "",
      width: 40,
      align: "right",
      render: (one) =>
        writable &&
        one.source && (
          <IconButton
            label={t("tracking.policy.remove")}
            icon={Trash2}
            onClick={() => setEdited(rows.filter((row) => row.source !== one.source))}
          />
        ),
    },
  ];
  return (
    <Card
      flush
      title={t("tracking.policy.title")}
      note={t("tracking.policy.note")}
      extra={
        writable && (
          <span className="row">
            {free.length > 0 && (
              <Select
                size="small"
                value={null}
                placeholder={t("tracking.policy.add")}
                style={{ width: 150 }}
                onChange={(source: string | null) =>
                  source && setEdited([...rows, { ...(rows[0] ?? RULE), source }])
                }
                options={free.map((value) => ({ value, label: value }))}
              />
            )}
            {edited && (
              <>
                <Button size="small" onClick={() => setEdited(null)}>
                  {t("ui.cancel")}
                </Button>
                <Button
                  size="small"
                  type="primary"
                  loading={save.isPending}
                  onClick={() =>
                    save.mutate(edited, {
                      onSuccess: () => {
                        setEdited(null);
                        toast.success(t("tracking.policy.saved"));
                      },
                    })
                  }
                >
                  {t("tracking.policy.save")}
                </Button>
              </>
            )}
          </span>
        )
      }
    >
      <RowsTable
        label={t("tracking.policy.title")}
        columns={columns}
        rows={rows}
        rowKey={(one) => one.source || "*"}
      />
    </Card>
  );
}
