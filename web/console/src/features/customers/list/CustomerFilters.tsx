import { Badge, Button, Input, Popover, Select } from "antd";
import { SlidersHorizontal } from "lucide-react";
import { useText } from "@/i18n";
import { CHANNELS, type Filters, STAGES, useTags } from "../api";
import { nameOfChannel, nameOfStage } from "../words";
import styles from "./list.module.css";
import { MoneyRange } from "./MoneyRange";

interface Props {
  filters: Filters;
  change: (changes: Partial<Filters>) => void;
}

function MoreFilters({ filters, change }: Props) {
  const t = useText();
  return (
    <div className={styles.range}>
      <MoneyRange from={filters.spend_from} to={filters.spend_to} change={change} />
      <div>
        <span className="caption">{t("customers.filter.orders_from")}</span>
        <Select
          aria-label={t("customers.filter.orders_from")}
          value={filters.orders_from}
          onChange={(orders_from) => change({ orders_from })}
          options={[
            { value: "", label: t("customers.filter.any") },
            ...["1", "2", "3", "5", "10"].map((value) => ({
              value,
              label: t("customers.filter.orders_least", { n: value }),
            })),
          ]}
        />
      </div>
      <div>
        <span className="caption">{t("customers.filter.city")}</span>
        <Input.Search
          aria-label={t("customers.filter.city")}
          key={filters.city}
          defaultValue={filters.city}
          placeholder={t("customers.filter.city_example")}
          allowClear
          onSearch={(city) => change({ city: city.trim() })}
        />
      </div>
    </div>
  );
}

/** Stage, tag and consent at hand; spend, orders and city behind "more". */
export function CustomerFilters({ filters, change }: Props) {
  const t = useText();
  const tags = useTags();
  const more = [filters.spend_from || filters.spend_to, filters.orders_from, filters.city].filter(Boolean);
  return (
    <>
      <Select
        mode="multiple"
        value={filters.stage ? filters.stage.split(",") : []}
        onChange={(stages: string[]) => change({ stage: stages.join(",") })}
        placeholder={t("customers.filter.all_stages")}
        aria-label={t("customers.col.stage")}
        style={{ minWidth: 132 }}
        maxTagCount={1}
        allowClear
        showSearch={false}
        options={STAGES.map((value) => ({ value, label: nameOfStage(value) }))}
      />
      <Select
        value={filters.tag || undefined}
        onChange={(tag?: string) => change({ tag: tag ?? "" })}
        placeholder={t("customers.filter.all_tags")}
        aria-label={t("customers.col.tags")}
        style={{ width: 132 }}
        allowClear
        showSearch
        notFoundContent={t("customers.filter.no_tags")}
        options={(tags.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }))}
      />
      <Select
        value={filters.consent || undefined}
        onChange={(consent?: string) => change({ consent: consent ?? "" })}
        placeholder={t("customers.filter.all_consents")}
        aria-label={t("customers.filter.consent")}
        style={{ width: 144 }}
        allowClear
        options={CHANNELS.map((value) => ({
          value,
          label: t("customers.filter.consents_to", { channel: nameOfChannel(value) }),
        }))}
      />
      <Popover
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        content={<MoreFilters filters={filters} change={change} />}
      >
        <Badge count={more.length} size="small" color="var(--brand-fill)">
          <Button icon={<SlidersHorizontal size={14} />}>{t("customers.filter.more")}</Button>
        </Badge>
      </Popover>
    </>
  );
}
