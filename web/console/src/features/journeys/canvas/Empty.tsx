import { Button } from "antd";
import { CalendarClock, LogIn, Waypoints } from "lucide-react";
import { useText } from "@/i18n";
import { EmptyState } from "@/ui";
import type { StepType } from "../graph/model";
import panels from "./Panels.module.css";

/** The first decision of a journey: who comes in. */
export function Empty({ onAdd }: { onAdd: (type: StepType) => void }) {
  const t = useText();
  return (
    <div className={panels.empty}>
      <div>
        <EmptyState
          icon={Waypoints}
          title={t("journeys.canvas.empty")}
          lesson={t("journeys.canvas.empty_lesson")}
          action={
            <span className="row">
              <Button type="primary" icon={<LogIn size={15} />} onClick={() => onAdd("segment_entry")}>
                {t("journeys.type.segment_entry")}
              </Button>
              <Button icon={<CalendarClock size={15} />} onClick={() => onAdd("event_entry")}>
                {t("journeys.type.event_entry")}
              </Button>
            </span>
          }
        />
      </div>
    </div>
  );
}
