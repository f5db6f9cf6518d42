import { Button, Input, Segmented, Select, Skeleton } from "antd";
import { Plus, Search } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, PageFrame, RowsTable } from "@/ui";
import { type CatalogueEvent, useCatalogue } from "../api";
import { EventDrawer } from "./EventDrawer";
import { useCatalogueColumns } from "./useCatalogueColumns";

type Which = "used" | "declared" | "undeclared" | "unseen";
const WHICH: Which[] = ["used", "declared", "undeclared", "unseen"];

const belongs = (one: CatalogueEvent, which: Which) =>
  which === "used"
    ? one.count > 0
    : which === "declared"
      ? one.declared
      : which === "undeclared"
        ? one.status === "undeclared"
        : one.count === 0;

/** Every event by name: what it means, whose it is, how often it comes, with which properties. */
export default function CataloguePage() {
  const t = useText();
  const can = useCan();
  const catalogue = useCatalogue();
  const [params, setParams] = useSearchParams();
  const [which, setWhich] = useState<Which>("used");
  const [category, setCategory] = useState("");
  const [words, setWords] = useState("");
  const columns = useCatalogueColumns();
  const all = catalogue.data ?? [];
  const wanted = words.trim().toLowerCase();
  const rows = all
    .filter((one) => belongs(one, which) && (!category || one.category === category))
    .filter(
      (one) =>
        !wanted ||
        `${one.label} ${one.name} ${one.segment_name} ${one.description} ${one.owner}`
          .toLowerCase()
          .includes(wanted),
    );
  const shown = params.get("event");
  const open = (name: string | null) => setParams(name === null ? {} : { event: name });
  const categories = [...new Set(all.map((one) => one.category))];
  return (
    <PageFrame
      title={t("tracking.catalogue.title")}
      purpose={t("tracking.catalogue.purpose")}
      actions={
        can("events.write") && (
          <Button type="primary" icon={<Plus size={15} />} onClick={() => open("")}>
            {t("tracking.catalogue.declare")}
          </Button>
        )
      }
    >
      <Card flush>
        <div className="row" style={{ padding: "12px 16px", flexWrap: "wrap" }}>
          <Input
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t("tracking.catalogue.search")}
            aria-label={t("tracking.catalogue.search")}
            prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
            allowClear
            style={{ width: 240 }}
          />
          <Select
            value={category}
            onChange={setCategory}
            aria-label={t("tracking.catalogue.category")}
            style={{ width: 130 }}
            options={[
              { value: "", label: t("tracking.catalogue.all_categories") },
              ...categories.map((value) => ({ value, label: t(`tracking.category.${value}`) })),
            ]}
          />
          <Segmented
            value={which}
            onChange={(value) => setWhich(value as Which)}
            options={WHICH.map((value) => ({
              value,
              label: `${t(`tracking.catalogue.${value}`)} ${all.filter((one) => belongs(one, value)).length}`,
            }))}
          />
        </div>
        {catalogue.isPending && (
          <Skeleton active title={false} paragraph={{ rows: 8 }} style={{ padding: 16 }} />
        )}
        {catalogue.isError && <ErrorState error={catalogue.error} retry={() => void catalogue.refetch()} />}
        {catalogue.data && rows.length === 0 && (
          <EmptyState title={t("tracking.catalogue.empty")} lesson={t("tracking.catalogue.empty_lesson")} />
        )}
        {rows.length > 0 && (
          <RowsTable
            label={t("tracking.catalogue.title")}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.name}
            onOpen={(one) => open(one.name)}
          />
        )}
      </Card>
      {shown !== null && <EventDrawer key={shown} name={shown} onClose={() => open(null)} />}
    </PageFrame>
  );
}
