import { Button, Skeleton } from "antd";
import { Plus, Target } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan, useSession } from "@/api/session";
import { useText } from "@/i18n";
import { ErrorState, PageFrame, useFormat } from "@/ui";
import { ActionsCard } from "./ActionsCard";
import { AlarmsCard } from "./AlarmsCard";
import { type Home, useHome } from "./api";
import { DayCard } from "./DayCard";
import { PeopleBehind } from "./figures";
import styles from "./home.module.css";
import { MonthCard } from "./MonthCard";
import { RunningCard } from "./RunningCard";
import { spansOf } from "./spans";
import { TabsCard } from "./TabsCard";
import { TargetsDialog } from "./TargetsDialog";
import { greetingKey, nameOf } from "./words";

/** What happened yesterday, how the month goes, what runs, what is wrong, what to do today. */
export default function HomePage() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const { user } = useSession();
  const [aiming, setAiming] = useState(false);
  const home = useHome();
  const title = useGreeting(home.data?.now, user.name);
  return (
    <PageFrame
      title={title}
      purpose={home.data ? sentence(t, home.data) : t("home.page.loading")}
      actions={
        <>
          {can("analytics.write") && (
            <Button icon={<Target size={15} />} onClick={() => setAiming(true)}>
              {t("home.targets.open")}
            </Button>
          )}
          {can("journeys.write") && (
            <Button type="primary" icon={<Plus size={15} />} onClick={() => void navigate("/journeys")}>
              {t("home.page.new_journey")}
            </Button>
          )}
        </>
      }
    >
      {home.isPending && <HomeSkeleton />}
      {home.isError && !home.data && <ErrorState error={home.error} retry={() => home.refetch()} />}
      {home.data && <HomeBody home={home.data} />}
      {home.data && (
        <TargetsDialog month={home.data.pace.month} open={aiming} onClose={() => setAiming(false)} />
      )}
    </PageFrame>
  );
}

function HomeBody({ home }: { home: Home }) {
  const { company } = useSession();
  const spans = spansOf(home, company.timezone);
  return (
    <PeopleBehind>
      <div className={styles.top}>
        <MonthCard pace={home.pace} span={spans.month} />
        <DayCard home={home} span={spans.day} />
      </div>
      <TabsCard tabs={home.tabs} span={spans.weeks} />
      <div className={styles.bottom}>
        <RunningCard running={home.running} />
        <AlarmsCard alarms={home.alarms} />
        <ActionsCard actions={home.actions} />
      </div>
    </PeopleBehind>
  );
}

function HomeSkeleton() {
  return (
    <div className={styles.top} role="status" aria-busy>
      <Skeleton active paragraph={{ rows: 6 }} />
      <Skeleton active paragraph={{ rows: 6 }} />
    </div>
  );
}

function useGreeting(now: string | undefined, name: string): string {
  const t = useText();
  const format = useFormat();
  if (!now) return t("home.page.greeting.plain", { name });
  const hour = Number(format.dateTime(now, "time").slice(0, 2));
  return t(`home.page.greeting.${greetingKey(hour)}`, { name });
}

/** Yesterday, the month, and the figure that is furthest behind, in one sentence. */
function sentence(t: ReturnType<typeof useText>, home: Home): string {
  const [course = "flat", month = "no_target"] = home.headline.code.split(".");
  const behind = home.headline.params.behind;
  return [
    t(`home.headline.${course}`),
    t(`home.headline.month.${month}`),
    typeof behind === "string" && behind
      ? t("home.headline.behind", { figure: nameOf(t, behind) })
      : t("home.headline.all_well"),
  ].join("");
}
