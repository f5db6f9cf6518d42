import { Button, Radio, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { type Column, ErrorState, NumberText, RowsTable, SideDrawer, useFormat, useJobToast } from "@/ui";
import { nameOfTrait, wordsOfValue } from "../profile/cards/TraitsCard";
import { dayOf, nameOfSource } from "../words";
import {
  RULES,
  type Rule,
  type RuleChange,
  type TraitUse,
  useForgetPeople,
  useRuleEffect,
  useSetRule,
  useTraitSources,
} from "./api";
import styles from "./traits.module.css";

function Sources({ trait }: { trait: TraitUse }) {
  const t = useText();
  const format = useFormat();
  const sources = useTraitSources(trait.key);
  if (sources.isPending) return <Skeleton active paragraph={{ rows: 2 }} />;
  if (sources.isError) return <ErrorState error={sources.error} retry={() => sources.refetch()} compact />;
  const most = Math.max(...sources.data.items.map((one) => one.values), 1);
  return (
    <section className={styles.section} aria-label={t("customers.traitRules.sources")}>
      <h3>{t("customers.traitRules.sources")}</h3>
      <p className="caption muted">
        {t(sources.data.exact ? "customers.traitRules.sources_what" : "customers.traitRules.sources_part")}
      </p>
      <ol className={styles.sources}>
        {sources.data.items.map((one) => (
          <li key={one.source}>
            <span className="ellipsis">{nameOfSource(one.source)}</span>
            <span className={styles.bar} aria-hidden>
              <i style={{ width: `${Math.max(2, (100 * one.values) / most)}%` }} />
            </span>
            <span className={styles.count}>
              {t("customers.traitRules.values", { n: format.number(one.values) })}
            </span>
            <span className={styles.trust}>{t("customers.traitRules.trust", { n: one.trust })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Seen({ trait, seen }: { trait: TraitUse; seen: RuleChange["before"] }) {
  const format = useFormat();
  return (
    <span className={styles.seen}>
      <b>{wordsOfValue({ key: trait.key, value: seen.value })}</b>
      <span className="caption muted">
        {nameOfSource(seen.source)} · {dayOf(format, seen.time)}
      </span>
    </span>
  );
}

function Effect({ trait, rule }: { trait: TraitUse; rule: Rule }) {
  const t = useText();
  const format = useFormat();
  const effect = useRuleEffect(trait.key, rule, rule !== trait.rule);
  if (rule === trait.rule)
    return <p className={styles.effect}>{t("customers.traitRules.effect_standing")}</p>;
  if (effect.isPending) return <Skeleton active paragraph={{ rows: 3 }} />;
  if (effect.isError) return <ErrorState error={effect.error} retry={() => effect.refetch()} compact />;
  const { changed, people, exact, sample } = effect.data;
  const columns: Column<RuleChange>[] = [
    {
      key: "name",
      title: t("customers.traitRules.person"),
      render: (one) => <Link to={`/customers/${one.profile}`}>{one.name}</Link>,
    },
    {
      key: "before",
      title: t("customers.traitRules.before"),
      render: (one) => <Seen trait={trait} seen={one.before} />,
    },
    {
      key: "after",
      title: t("customers.traitRules.after"),
      render: (one) => <Seen trait={trait} seen={one.after} />,
    },
  ];
  return (
    <section className={styles.section} aria-label={t("customers.traitRules.effect")}>
      <p className={changed ? styles.effectWarn : styles.effect} role="status">
        {t(`customers.traitRules.effect_${changed === 0 ? "none" : exact ? "some" : "least"}`, {
          changed: format.number(changed),
          people: format.number(people),
        })}
      </p>
      {sample.length > 0 && (
        <RowsTable
          label={t("customers.traitRules.effect")}
          columns={columns}
          rows={sample}
          rowKey={(one) => one.profile}
        />
      )}
    </section>
  );
}

/** Which rule decides a trait: chosen after a look at whose value it would change. */
export function RuleDrawer({ trait, onClose }: { trait: TraitUse; onClose: () => void }) {
  const t = useText();
  const may = useCan()("profiles.write") && !trait.computed;
  const [rule, setRule] = useState<Rule>(trait.rule);
  const save = useSetRule();
  const follow = useJobToast();
  const forget = useForgetPeople();
  const name = nameOfTrait(trait.key);
  const apply = () =>
    save.mutate(
      { key: trait.key, rule: rule === trait.default ? null : rule },
      {
        onSuccess: ({ job }) => {
          follow(job, {
            title: t("customers.traitRules.applying", { trait: name }),
            onDone: () => void forget(),
          });
          onClose();
        },
      },
    );
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={720}
      title={t("customers.traitRules.drawer", { trait: name })}
      purpose={t("customers.traitRules.drawer_purpose")}
      footer={
        may && (
          <>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button type="primary" disabled={rule === trait.rule} loading={save.isPending} onClick={apply}>
              {t("customers.traitRules.apply")}
            </Button>
          </>
        )
      }
    >
      <div className={styles.facts}>
        <span>
          <b>
            <NumberText value={trait.people} />
          </b>
          {t("customers.traitRules.people")}
        </span>
        <span>
          <b>
            <NumberText value={trait.disputed} />
          </b>
          {t("customers.traitRules.disputed")}
        </span>
      </div>
      {trait.computed ? (
        <p className={styles.effect}>{t("customers.traitRules.computed_lesson")}</p>
      ) : (
        <Radio.Group
          className={styles.rules}
          aria-label={t("customers.traitRules.rule")}
          value={rule}
          disabled={!may}
          onChange={(event) => setRule(event.target.value as Rule)}
        >
          {RULES.filter((one) => one !== "max" || trait.ranked).map((one) => (
            <Radio key={one} value={one}>
              <b>{t(`customers.traitRules.${one}`)}</b>
              {one === trait.default && (
                <span className="caption muted">{t("customers.traitRules.default")}</span>
              )}
              <span className="caption muted">{t(`customers.traitRules.${one}_what`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      )}
      {may && <Effect trait={trait} rule={rule} />}
      <Sources trait={trait} />
    </SideDrawer>
  );
}
