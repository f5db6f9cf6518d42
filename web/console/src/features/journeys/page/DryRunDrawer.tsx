import { useQuery } from "@tanstack/react-query";
import { Alert, Segmented, Select, Skeleton } from "antd";
import { Check, UserSearch, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useText } from "@/i18n";
import { Avatar, Chip, DateTime, EmptyState, ErrorState, SideDrawer } from "@/ui";
import { type Assume, type DryRun, type DryStep, useDryRun } from "../api";
import { useWorld } from "../canvas/context";
import { iconOf, reasonName, wayName } from "../names";
import styles from "./Page.module.css";
import type { DraftHandle } from "./useDraft";

interface Props {
  id: string;
  open: boolean;
  onClose: () => void;
  draft: DraftHandle;
  onStep: (node: string) => void;
}

function usePeople(q: string) {
  return useQuery({
    queryKey: ["journeys", "people", q],
    queryFn: () => take(api.GET("/api/v1/profiles", { params: { query: { q, limit: 20 } } })),
    placeholderData: (before) => before,
  });
}

function PersonSelect({ value, onChange }: { value: string | undefined; onChange: (id: string) => void }) {
  const t = useText();
  const [words, setWords] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(words), 250);
    return () => clearTimeout(timer);
  }, [words]);
  const people = usePeople(q);
  const shown = people.data?.items ?? [];
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setWords }}
      aria-label={t("journeys.dry.person")}
      placeholder={t("journeys.dry.search")}
      value={value}
      loading={people.isFetching}
      onChange={onChange}
      style={{ flex: 1 }}
      options={shown.map((one) => ({
        value: one.id,
        label: one.name || t("journeys.people.unnamed"),
        note: [one.phone || one.email, one.city].filter(Boolean).join(" · "),
      }))}
      optionRender={({ data }) => (
        <span className="row">
          <Avatar name={String(data.label)} size={20} />
          <span>{data.label}</span>
          <span className="caption">{data.note}</span>
        </span>
      )}
    />
  );
}

/** The way of one person through the draft, with the reason at every step; nothing happens. */
export function DryRunDrawer({ id, open, onClose, draft, onStep }: Props) {
  const t = useText();
  const [profile, setProfile] = useState<string>();
  const [assume, setAssume] = useState<Assume>("timed_out");
  const [ready, setReady] = useState(false);
  const { flush, version } = draft;
  useEffect(() => {
    if (!open) return;
    setReady(false);
    void flush().then(setReady);
  }, [open, flush]);
  const run = useDryRun(id, open && ready ? profile : undefined, assume, version);
  return (
    <SideDrawer
      open={open}
      onClose={onClose}
      title={t("journeys.dry.title")}
      purpose={t("journeys.dry.purpose")}
      width={560}
    >
      <div className="row" style={{ marginBottom: 12 }}>
        <PersonSelect value={profile} onChange={setProfile} />
        <Segmented
          value={assume}
          onChange={setAssume}
          aria-label={t("journeys.dry.assume")}
          options={(["timed_out", "happened"] as const).map((one) => ({
            value: one,
            label: t(`journeys.dry.assume_${one}`),
          }))}
        />
      </div>
      {!profile && (
        <EmptyState
          icon={UserSearch}
          title={t("journeys.dry.empty")}
          lesson={t("journeys.dry.empty_lesson")}
        />
      )}
      {profile && run.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {run.isError && <ErrorState compact error={run.error} retry={() => void run.refetch()} />}
      {profile && run.data && <Outcome run={run.data} onStep={onStep} />}
    </SideDrawer>
  );
}

function Outcome({ run, onStep }: { run: DryRun; onStep: (node: string) => void }) {
  const t = useText();
  const kind = run.holdout ? "warning" : run.enters ? "success" : "info";
  const verdict = run.holdout ? "holdout" : run.enters ? "enters" : "stays_out";
  return (
    <>
      <Alert
        type={kind}
        showIcon
        title={
          <span>
            <Link to={`/customers/${run.person}`}>{run.name || t("journeys.people.unnamed")}</Link>{" "}
            {t(`journeys.dry.${verdict}`)}
          </span>
        }
      />
      <h3 className={styles.heading}>{t("journeys.dry.entry")}</h3>
      <ol className={styles.trail}>
        {run.entry.map((step) => (
          <TrailStep key={`${step.code}-${step.node}`} step={step} check onStep={onStep} />
        ))}
      </ol>
      <h3 className={styles.heading}>{t(run.enters ? "journeys.dry.way" : "journeys.dry.way_if")}</h3>
      <ol className={styles.trail}>
        {run.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same step may come twice, its place is its identity
          <TrailStep key={at} step={step} onStep={onStep} />
        ))}
      </ol>
      <div className="muted">{t("journeys.dry.end", { end: reasonName(run.end) })}</div>
    </>
  );
}

/** The server's sentence with the names of events and reasons as people know them. */
export function worded(step: DryStep, eventName: (name: string) => string): string {
  const named = (text: string, key: string, name: (word: string) => string) => {
    const word = step.params[key];
    return typeof word === "string" && word ? text.replace(word, () => name(word)) : text;
  };
  const events = (words: string) => words.split("、").map(eventName).join("、");
  return named(named(named(step.text, "event", eventName), "awaited", events), "reason", reasonName);
}

interface StepProps {
  step: DryStep;
  /** A condition of entry: yes or no. */
  check?: boolean;
  onStep: (node: string) => void;
}

function TrailStep({ step, check, onStep }: StepProps) {
  const t = useText();
  const { graph, words } = useWorld();
  const known = graph.nodes.find((one) => one.id === step.node);
  const yes = step.branch !== "no";
  const Icon = check ? (yes ? Check : X) : iconOf(step.type);
  const tone = check ? (yes ? styles.dotYes : styles.dotNo) : "";
  const several = step.to !== null && !["next", "", "yes", "no"].includes(step.branch);
  return (
    <li className={styles.trailStep}>
      <span className={`${styles.dot} ${tone}`}>
        <Icon size={14} strokeWidth={1.9} aria-hidden />
      </span>
      {!check && (
        <div className={styles.trailHead}>
          {known ? (
            <a
              href={`#${step.node}`}
              onClick={(event) => {
                event.preventDefault();
                onStep(step.node);
              }}
            >
              {words.title(known)}
            </a>
          ) : (
            step.label || step.node
          )}
          <DateTime at={step.at} />
        </div>
      )}
      <div className={styles.why}>
        {worded(step, words.names.event)}
        {step.until && (
          <span className={styles.until}>
            {t("journeys.dry.until")} <DateTime at={step.until} />
          </span>
        )}
      </div>
      {several && step.verdicts.length === 0 && (
        <div className={styles.verdict}>→ {wayName(step.type, step.branch)}</div>
      )}
      {step.verdicts.map((one) => (
        <div key={one.branch} className={styles.verdict}>
          <Chip tone={one.holds ? "ok" : "neutral"} icon={one.holds ? Check : X}>
            {one.label || one.branch}
          </Chip>
          {t("journeys.dry.leaves", {
            holds: one.leaves.filter((leaf) => leaf.holds).length,
            count: one.leaves.length,
          })}
        </div>
      ))}
    </li>
  );
}
