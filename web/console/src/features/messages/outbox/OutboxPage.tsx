import { Select } from "antd";
import { Link, useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Chip, DataTable, PageFrame } from "@/ui";
import { MESSAGE_FILTERS, useJourneyChoices, useMessages, useTemplateChoices } from "../api";
import { REASONS, wordOfReason } from "../words";
import { ChannelNotice } from "./ChannelNotice";
import { StateBar } from "./StateBar";
import { useMessageColumns } from "./useMessageColumns";

type List = ReturnType<typeof useMessages>;

function Filters({ list }: { list: List }) {
  const t = useText();
  const templates = useTemplateChoices();
  const journeys = useJourneyChoices(useCan()("journeys.read"));
  const { filters, change } = list;
  return (
    <>
      <Select
        value={filters.journey}
        onChange={(journey) => change({ journey })}
        style={{ width: 168 }}
        aria-label={t("messages.outbox.journey")}
        options={[
          { value: "", label: t("messages.outbox.all_journeys") },
          ...(journeys.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        value={filters.template}
        onChange={(template) => change({ template })}
        style={{ width: 168 }}
        aria-label={t("messages.outbox.template")}
        options={[
          { value: "", label: t("messages.outbox.all_templates") },
          ...(templates.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        value={filters.reason}
        onChange={(reason) => change({ reason })}
        style={{ width: 176 }}
        aria-label={t("messages.outbox.reason")}
        options={[
          { value: "", label: t("messages.outbox.all_reasons") },
          ...REASONS.map((value) => ({ value, label: wordOfReason(value) })),
        ]}
      />
      {filters.node && (
        <Chip tone="brand" onClick={() => change({ node: undefined })}>
          {t("messages.outbox.node_is", { node: filters.node })}
        </Chip>
      )}
      {filters.profile && (
        <Chip tone="brand" onClick={() => change({ profile: undefined })}>
          {t("messages.outbox.one_person")}
        </Chip>
      )}
    </>
  );
}

/** Every message that was wanted: sent, held back and why, opened, clicked. */
export default function OutboxPage() {
  const t = useText();
  const navigate = useNavigate();
  const list = useMessages();
  const columns = useMessageColumns();
  return (
    <PageFrame title={t("messages.outbox.title")} purpose={t("messages.outbox.purpose")}>
      <ChannelNotice />
      <StateBar
        filters={{ ...MESSAGE_FILTERS, ...list.filters }}
        onChange={(state) => list.change({ state })}
      />
      <DataTable
        name="messages"
        list={list}
        columns={columns}
        filters={<Filters list={list} />}
        empty={{
          title: t("messages.outbox.empty"),
          lesson: t("messages.outbox.empty_lesson"),
          action: <Link to="/templates">{t("messages.outbox.empty_action")}</Link>,
        }}
        onOpen={(one) => navigate(`/messages/${one.id}`)}
      />
    </PageFrame>
  );
}
