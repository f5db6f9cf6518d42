import { textOr, useText } from "@/i18n";
import { Chip, type Column, EmptyState, Percent, RowsTable } from "@/ui";
import type { Detail } from "../api";
import styles from "./Catalogue.module.css";

type Seen = Detail["seen"][number];

/** The properties that the latest events of a name carry. */
export function SeenTable({ seen }: { seen: Seen[] }) {
  const t = useText();
  const columns: Column<Seen>[] = [
    {
      key: "key",
      title: t("tracking.seen.key"),
      width: 190,
      render: (one) => {
        const label = textOr(`data.property.${one.key}`, "");
        return (
          <span>
            {label && <span style={{ fontWeight: 500, marginRight: 6 }}>{label}</span>}
            <span className="mono muted">{one.key}</span>
          </span>
        );
      },
    },
    {
      key: "types",
      title: t("tracking.seen.types"),
      width: 100,
      render: (one) => one.types.map((type) => textOr(`tracking.seen_type.${type}`, type)).join(" / "),
    },
    {
      key: "share",
      title: t("tracking.seen.share"),
      definition: t("tracking.seen.share_definition"),
      align: "right",
      width: 80,
      render: (one) => <Percent value={one.share} />,
    },
    {
      key: "declared",
      title: t("tracking.seen.declared"),
      width: 80,
      render: (one) => (one.declared ? t("tracking.seen.yes") : <span className="muted">—</span>),
    },
    {
      key: "examples",
      title: t("tracking.seen.examples"),
      render: (one) => (
        <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {one.examples.slice(0, 4).map((example) => (
            <Chip key={example} title={example}>
              {example}
            </Chip>
          ))}
        </span>
      ),
    },
  ];
  return (
    <section>
      <div className={styles.head}>
        <h3>{t("tracking.seen.title")}</h3>
      </div>
      {seen.length === 0 ? (
        <EmptyState title={t("tracking.seen.empty")} lesson={t("tracking.seen.empty_lesson")} />
      ) : (
        <RowsTable
          label={t("tracking.seen.title")}
          columns={columns}
          rows={seen}
          rowKey={(one) => one.key}
          compact
        />
      )}
    </section>
  );
}
