import { Fragment } from "react";
import { useText } from "@/i18n";
import { useFormat } from "../format";
import styles from "./FunnelChart.module.css";

export interface FunnelStep {
  key: string;
  name: string;
  people: number;
  /** Median time from the step before, in words. */
  took?: string;
}

interface Props {
  label: string;
  steps: FunnelStep[];
  /** People who reached a step. */
  onReached?: (step: FunnelStep, index: number) => void;
  /** People who stopped before a step. */
  onLost?: (step: FunnelStep, index: number) => void;
}

/** People at each step, share of the first; between steps: conversion, loss, median time. */
export function FunnelChart({ label, steps, onReached, onLost }: Props) {
  const t = useText();
  const format = useFormat();
  const first = steps[0]?.people ?? 0;
  return (
    <section className={styles.funnel} aria-label={label}>
      {steps.map((step, at) => {
        const before = steps[at - 1]?.people ?? step.people;
        const width = `${first ? (100 * step.people) / first : 0}%`;
        const lost = t("ui.chart.lost", { count: format.number(before - step.people) });
        return (
          <Fragment key={step.key}>
            {at > 0 && (
              <div className={styles.between}>
                <span />
                <span>
                  ↓ {before ? format.percent(step.people / before) : "—"}
                  {step.took ? ` · ${step.took}` : ""}
                  {" · "}
                  {onLost ? (
                    <button type="button" className={styles.loss} onClick={() => onLost(step, at)}>
                      {lost}
                    </button>
                  ) : (
                    lost
                  )}
                </span>
              </div>
            )}
            <div className={styles.step}>
              <span className={`${styles.name} ellipsis`} title={step.name}>
                {at + 1} {step.name}
              </span>
              <span className={styles.track}>
                {onReached ? (
                  <button
                    type="button"
                    className={styles.fill}
                    style={{ width }}
                    aria-label={t("ui.chart.people_of", { step: step.name })}
                    onClick={() => onReached(step, at)}
                  />
                ) : (
                  <span className={styles.fill} style={{ width }} />
                )}
              </span>
              <span className={styles.count}>{format.number(step.people)}</span>
              <span className={styles.share}>{first ? format.percent(step.people / first) : "—"}</span>
            </div>
          </Fragment>
        );
      })}
    </section>
  );
}
