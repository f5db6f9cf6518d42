import { useState } from "react";
import { useText } from "@/i18n";
import { BulletBar, Card, Delta, Kpi, type KpiProps, StatusDot, useFormat } from "@/ui";
import type { Shown, Span, Tab } from "./api";
import { useOpenPeople } from "./figures";
import styles from "./home.module.css";
import { definitionOf, deltaKind, figureText, healthOf, nameOf, numbersOf } from "./words";

/** 拉新 · 留存 · 转化 · 变现: four questions, each led by one figure against its target. */
export function TabsCard({ tabs, span }: { tabs: Tab[]; span: Span }) {
  const t = useText();
  const worst = tabs.findIndex((tab) => healthOf(tab.lead) === "bad");
  const [chosen, choose] = useState<number | null>(null);
  const at = chosen ?? Math.max(0, worst);
  const tab = tabs[at];
  return (
    <Card flush>
      <div className={styles.tabs} role="tablist" aria-label={t("home.tabs.label")}>
        {tabs.map((one, index) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            aria-selected={index === at}
            className={`${styles.tab} ${index === at ? styles.tabChosen : ""}`}
            onClick={() => choose(index)}
          >
            <TabHead tab={one} />
          </button>
        ))}
      </div>
      {tab && <TabFigures tab={tab} span={span} />}
    </Card>
  );
}

function TabHead({ tab }: { tab: Tab }) {
  const t = useText();
  const format = useFormat();
  const { lead } = tab;
  const health = healthOf(lead);
  return (
    <>
      <span className={styles.tabLine}>
        <StatusDot tone={health}>
          <b>{t(`home.tab.${tab.key}`)}</b>
        </StatusDot>
        <span className="muted">{nameOf(t, lead.key)}</span>
        <b className={styles.tabValue}>{figureText(lead, lead.value, format)}</b>
      </span>
      <span className={styles.tabLine}>
        <span className={styles.tabBar}>
          <BulletBar
            value={lead.reached ?? 0}
            target={lead.reached === null ? undefined : 1}
            max={1.25}
            tone={health}
            label={t("home.day.reached")}
          />
        </span>
        <span className="muted">
          {lead.target === null
            ? t("home.tabs.no_target")
            : t("home.tabs.target", { target: figureText(lead, lead.target, format) })}
        </span>
        <Delta change={lead.change} kind={deltaKind(lead)} arrow={false} />
      </span>
    </>
  );
}

function TabFigures({ tab, span }: { tab: Tab; span: Span }) {
  const t = useText();
  const format = useFormat();
  const open = useOpenPeople();
  const kpi = (shown: Shown): KpiProps => {
    const health = healthOf(shown);
    return {
      label: nameOf(t, shown.key),
      definition: definitionOf(t, shown.key),
      value: figureText(shown, shown.value, format),
      delta: { change: shown.change, kind: deltaKind(shown), against: t("home.tabs.against") },
      target:
        shown.target === null
          ? undefined
          : {
              text: t("home.tabs.due", {
                target: figureText(shown, shown.target, format),
                share: format.percent(shown.reached),
              }),
              tone: health,
            },
      trend: { values: numbersOf(shown.series), label: t("home.tabs.trend", { name: nameOf(t, shown.key) }) },
      alarm: health === "bad",
      onOpen: () => open({ key: shown.key, span, note: t("home.tabs.span") }),
    };
  };
  return (
    <div className={styles.tabFigures} role="tabpanel">
      {tab.figures.map((shown) => (
        <Kpi key={shown.key} {...kpi(shown)} />
      ))}
    </div>
  );
}
