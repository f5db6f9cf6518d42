import { Button, Input, Segmented, Skeleton } from "antd";
import { ScrollText, Search } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import {
  BulletBar,
  Card,
  Chip,
  type Column,
  EmptyState,
  ErrorState,
  NumberText,
  PageFrame,
  Percent,
  RowsTable,
  useFormat,
} from "@/ui";
import { nameOfTrait } from "../profile/cards/TraitsCard";
import { type TraitUse, useTraits } from "./api";
import { RuleDrawer } from "./RuleDrawer";
import styles from "./traits.module.css";

const VIEWS = ["all", "disputed", "own"] as const;
type View = (typeof VIEWS)[number];

function fits(one: TraitUse, q: string, view: View): boolean {
  if (view === "disputed" && one.disputed === 0) return false;
  if (view === "own" && !one.own) return false;
  return `${one.key} ${nameOfTrait(one.key)}`.toLowerCase().includes(q.trim().toLowerCase());
}

function useColumns(open: (one: TraitUse) => void): Column<TraitUse>[] {
  const t = useText();
  const format = useFormat();
  return [
    {
      key: "name",
      title: t("customers.traitRules.trait"),
      render: (one) => (
        <span className={styles.name}>
          <b>{nameOfTrait(one.key)}</b>
          {nameOfTrait(one.key) !== one.key && <span className="caption muted mono">{one.key}</span>}
          {one.personal && <Chip>{t("customers.traitRules.personal")}</Chip>}
        </span>
      ),
    },
    {
      key: "type",
      title: t("customers.traitRules.type"),
      render: (one) => textOr(`customers.traitRules.type_${one.type}`, one.type),
    },
    {
      key: "rule",
      title: t("customers.traitRules.rule"),
      definition: t("customers.traitRules.rule_definition"),
      render: (one) =>
        one.computed ? (
          <span className="muted">{t("customers.traitRules.computed")}</span>
        ) : (
          <span className={styles.name}>
            {t(`customers.traitRules.${one.rule}`)}
            {one.own && <Chip tone="brand">{t("customers.traitRules.own")}</Chip>}
          </span>
        ),
    },
    {
      key: "share",
      title: t("customers.traitRules.coverage"),
      definition: t("customers.traitRules.coverage_definition"),
      width: 200,
      render: (one) => (
        <span className={styles.coverage}>
          <BulletBar
            value={one.share}
            max={1}
            label={t("customers.traitRules.coverage_label", { share: format.percent(one.share) })}
          />
          <Percent value={one.share} />
        </span>
      ),
    },
    {
      key: "people",
      title: t("customers.tagList.people"),
      align: "right",
      render: (one) => <NumberText value={one.people} />,
    },
    {
      key: "disputed",
      title: t("customers.traitRules.disputed_column"),
      definition: t("customers.traitRules.disputed_definition"),
      align: "right",
      render: (one) =>
        one.disputed ? <NumberText value={one.disputed} /> : <span className="muted">0</span>,
    },
    {
      key: "open",
      title: "",
      align: "right",
      render: (one) => (
        <Button
          type="link"
          size="small"
          onClick={() => open(one)}
          aria-label={t("customers.traitRules.open", { trait: nameOfTrait(one.key) })}
        >
          {t("customers.traitRules.open_short")}
        </Button>
      ),
    },
  ];
}

/** All traits, how many people have them, and which value stands when sources disagree. */
export default function TraitsPage() {
  const t = useText();
  const go = useNavigate();
  const audit = useCan()("organisation.audit");
  const list = useTraits();
  const [q, setQ] = useState("");
  const [view, setView] = useState<View>("all");
  const [open, setOpen] = useState<TraitUse | null>(null);
  const columns = useColumns(setOpen);
  const rows = (list.data ?? []).filter((one) => fits(one, q, view));
  return (
    <PageFrame
      title={t("customers.traitRules.title")}
      purpose={t("customers.traitRules.purpose")}
      actions={
        audit && (
          <Button
            icon={<ScrollText size={15} />}
            onClick={() => go("/governance/audit?q=profiles.trait_rule")}
          >
            {t("customers.traitRules.audit")}
          </Button>
        )
      }
    >
      <div className={styles.tools}>
        <Input
          value={q}
          onChange={(event) => setQ(event.target.value)}
          allowClear
          prefix={<Search size={14} aria-hidden />}
          placeholder={t("customers.traitRules.search")}
          aria-label={t("customers.traitRules.search")}
        />
        <Segmented<View>
          value={view}
          onChange={setView}
          options={VIEWS.map((one) => ({ value: one, label: t(`customers.traitRules.view_${one}`) }))}
        />
        {list.data && (
          <span className="caption muted">{t("customers.traitRules.count", { n: rows.length })}</span>
        )}
      </div>
      <Card flush>
        {list.isPending && <Skeleton active style={{ padding: 16 }} />}
        {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && (
          <EmptyState
            title={t(`customers.traitRules.empty${list.data.length ? "_view" : ""}`)}
            lesson={t(`customers.traitRules.empty${list.data.length ? "_view" : ""}_lesson`)}
          />
        )}
        {rows.length > 0 && (
          <RowsTable
            label={t("customers.traitRules.title")}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.key}
          />
        )}
      </Card>
      {open && <RuleDrawer key={open.key} trait={open} onClose={() => setOpen(null)} />}
    </PageFrame>
  );
}
