import { Button, Dropdown, Form, Input } from "antd";
import { Download, Ellipsis, Save } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { FormDialog, IconButton, toast } from "@/ui";
import { downloadAnswer, useCreateReport, useUpdateReport } from "../api";
import type { Range } from "../days";
import { type Kind, type Queries, toSaved } from "../question";
import type { Question } from "../useQuestion";

interface Props<K extends Kind> {
  kind: K;
  question: Question<K>;
  range: Range | undefined;
  query: Queries[K] | undefined;
}

/** The answer as a file; the question as a report. */
export function QuestionActions<K extends Kind>({ kind, question, range, query }: Props<K>) {
  const t = useText();
  const can = useCan();
  const [naming, setNaming] = useState(false);
  const [loading, setLoading] = useState(false);
  const create = useCreateReport();
  const update = useUpdateReport();
  const { report, ask } = question;
  const saveFile = async () => {
    if (!query) return;
    setLoading(true);
    try {
      await downloadAnswer(kind, query, report?.name ?? t(`analytics.nav.${kind}`));
    } catch (error) {
      toast.error(error);
    } finally {
      setLoading(false);
    }
  };
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href);
    toast.success(t("analytics.page.link_copied"));
  };
  const saveChanges = () =>
    report &&
    range &&
    update.mutate(
      { id: report.id, query: toSaved(ask, range) },
      {
        onSuccess: (saved) => {
          question.show(saved);
          toast.success(t("analytics.report.saved", { name: saved.name }));
        },
      },
    );
  return (
    <>
      <Button
        icon={<Download size={15} />}
        disabled={!query}
        loading={loading}
        onClick={() => void saveFile()}
      >
        CSV
      </Button>
      {can("analytics.write") &&
        (report ? (
          <Button
            type="primary"
            icon={<Save size={15} />}
            disabled={!question.changed || !range}
            loading={update.isPending}
            onClick={saveChanges}
          >
            {t("analytics.report.save_changes")}
          </Button>
        ) : (
          <Button type="primary" icon={<Save size={15} />} disabled={!query} onClick={() => setNaming(true)}>
            {t("analytics.report.save")}
          </Button>
        ))}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "link", label: t("analytics.page.copy_link") },
            ...(report && can("analytics.write")
              ? [{ key: "as", label: t("analytics.report.save_as") }]
              : []),
          ],
          onClick: ({ key }) => (key === "link" ? void copyLink() : setNaming(true)),
        }}
      >
        <IconButton label={t("analytics.page.more")} icon={Ellipsis} />
      </Dropdown>
      <FormDialog<
        { name: string },
        Parameters<typeof create.mutate>[0],
        Awaited<ReturnType<typeof create.mutateAsync>>
      >
        open={naming}
        onClose={() => setNaming(false)}
        title={t("analytics.report.save")}
        purpose={t("analytics.report.save_lesson")}
        submit={t("analytics.report.save_short")}
        mutation={create}
        initial={{ name: "" }}
        request={({ name }) => ({ name, kind, query: range ? toSaved(ask, range) : {} })}
        onDone={(made) => {
          question.show(made);
          toast.success(t("analytics.report.saved", { name: made.name }));
        }}
      >
        <Form.Item
          name="name"
          label={t("analytics.report.name")}
          rules={[{ required: true, whitespace: true, message: t("analytics.report.name_needed") }]}
        >
          <Input maxLength={120} autoFocus placeholder={t(`analytics.report.example.${kind}`)} />
        </Form.Item>
      </FormDialog>
    </>
  );
}
