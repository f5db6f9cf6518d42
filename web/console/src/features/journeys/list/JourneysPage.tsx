import { Button, Select } from "antd";
import { LibraryBig, Plus } from "lucide-react";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { STATES, useJourneys } from "../api";
import { NewJourneyDialog } from "./NewJourneyDialog";
import { PlaybooksDrawer } from "./PlaybooksDrawer";
import { useDrillAny } from "./useDrillAny";
import { useJourneyColumns } from "./useJourneyColumns";

/** All journeys with what they are worth; a new one is empty, from a segment, or from a playbook. */
export default function JourneysPage() {
  const t = useText();
  const may = useCan()("journeys.write");
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const list = useJourneys();
  const drill = useDrillAny();
  const columns = useJourneyColumns(drill.open);
  const [books, setBooks] = useState(false);
  const [creating, setCreating] = useState(false);
  const segment = params.get("segment") ?? "";
  const close = () => {
    setCreating(false);
    if (!segment) return;
    params.delete("segment");
    setParams(params, { replace: true });
  };
  const buttons = may && (
    <>
      <Button icon={<LibraryBig size={16} />} onClick={() => setBooks(true)}>
        {t("journeys.list.from_playbook")}
      </Button>
      <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
        {t("journeys.list.create")}
      </Button>
    </>
  );
  return (
    <PageFrame title={t("journeys.list.title")} purpose={t("journeys.list.purpose")} actions={buttons}>
      <DataTable
        name="journeys"
        list={list}
        columns={columns}
        search={t("journeys.list.search")}
        filters={
          <Select
            value={list.filters.state}
            onChange={(state) => list.change({ state })}
            style={{ width: 130 }}
            aria-label={t("journeys.list.state")}
            options={[
              { value: "", label: t("journeys.list.all_states") },
              ...STATES.map((state) => ({ value: state, label: t(`journeys.state.${state}`) })),
            ]}
          />
        }
        empty={{
          title: t("journeys.list.empty"),
          lesson: t("journeys.list.empty_lesson"),
          action: may && <span className="row">{buttons}</span>,
        }}
        onOpen={(one) => void navigate(`/journeys/${one.id}`)}
      />
      <NewJourneyDialog open={may && (creating || segment !== "")} segment={segment} onClose={close} />
      <PlaybooksDrawer open={books} onClose={() => setBooks(false)} />
      {drill.drawer}
    </PageFrame>
  );
}
