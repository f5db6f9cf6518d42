import { Button, Dropdown, Form, Input, Select } from "antd";
import { ChevronDown, Filter, LineChart, Plus, Repeat } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, DataTable, FormDialog, PageFrame, toast } from "@/ui";
import { type Report, useDeleteReports, useReports, useUpdateReport } from "../api";
import type { Kind } from "../question";
import { reportPath } from "./search";
import { useReportColumns } from "./useReportColumns";

const KINDS: { kind: Kind; icon: typeof Filter }[] = [
  { kind: "trend", icon: LineChart },
  { kind: "funnel", icon: Filter },
  { kind: "retention", icon: Repeat },
];

/** Questions that were saved under a name; opening one asks it again. */
export default function ReportsPage() {
  const t = useText();
  const navigate = useNavigate();
  const writes = useCan()("analytics.write");
  const list = useReports();
  const [renamed, rename] = useState<Report | null>(null);
  const remove = useDeleteReports();
  const removeAll = (reports: Report[], done?: () => void) =>
    remove.mutate(reports, {
      onSuccess: () => {
        done?.();
        toast.success(t("analytics.report.deleted", { count: reports.length }));
      },
    });
  const columns = useReportColumns({ writes, rename, remove: (report) => removeAll([report]) });
  return (
    <PageFrame
      title={t("analytics.nav.reports")}
      purpose={t("analytics.purpose.reports")}
      actions={<NewReport onChoose={(kind) => void navigate(`/analytics/${kind}`)} />}
    >
      <DataTable
        name="reports"
        list={list}
        columns={columns}
        search={t("analytics.report.search")}
        filters={
          <Select
            value={list.filters.kind}
            onChange={(kind) => list.change({ kind })}
            style={{ width: 130 }}
            aria-label={t("analytics.report.kind")}
            options={[
              { value: "", label: t("analytics.report.all_kinds") },
              ...KINDS.map(({ kind }) => ({ value: kind, label: t(`analytics.nav.${kind}`) })),
            ]}
          />
        }
        empty={{
          title: t("analytics.report.empty"),
          lesson: t("analytics.report.empty_lesson"),
          action: (
            <span className="row">
              {KINDS.map(({ kind, icon: Icon }) => (
                <Button
                  key={kind}
                  icon={<Icon size={15} />}
                  onClick={() => void navigate(`/analytics/${kind}`)}
                >
                  {t(`analytics.nav.${kind}`)}
                </Button>
              ))}
            </span>
          ),
        }}
        bulk={
          writes
            ? (reports, clear) => (
                <ConfirmButton
                  question={t("analytics.report.delete_question", { count: reports.length })}
                  lesson={t("analytics.report.delete_lesson")}
                  confirm={t("analytics.report.delete")}
                  onConfirm={() => removeAll(reports, clear)}
                  button={{ danger: true, size: "small" }}
                >
                  {t("analytics.report.delete")}
                </ConfirmButton>
              )
            : undefined
        }
        onOpen={(report) => void navigate(reportPath(report))}
      />
      <RenameDialog report={renamed} onClose={() => rename(null)} />
    </PageFrame>
  );
}

function NewReport({ onChoose }: { onChoose: (kind: Kind) => void }) {
  const t = useText();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: KINDS.map(({ kind, icon: Icon }) => ({
          key: kind,
          icon: <Icon size={15} />,
          label: t(`analytics.nav.${kind}`),
        })),
        onClick: ({ key }) => onChoose(key as Kind),
      }}
    >
      <Button type="primary" icon={<Plus size={15} />}>
        {t("analytics.report.new")}
        <ChevronDown size={14} />
      </Button>
    </Dropdown>
  );
}

function RenameDialog({ report, onClose }: { report: Report | null; onClose: () => void }) {
  const t = useText();
  const update = useUpdateReport(true);
  return (
    <FormDialog<{ name: string }, { id: string; name: string }, Report>
      open={report !== null}
      onClose={onClose}
      title={t("analytics.report.rename")}
      submit={t("analytics.report.save_short")}
      mutation={update}
      initial={{ name: report?.name ?? "" }}
      request={({ name }) => ({ id: report?.id ?? "", name })}
    >
      <Form.Item
        name="name"
        label={t("analytics.report.name")}
        rules={[{ required: true, whitespace: true, message: t("analytics.report.name_needed") }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
    </FormDialog>
  );
}
