import { Form, Input, Radio } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { FormDialog, useJobToast } from "@/ui";
import type { Segment } from "../api";
import { type SegmentExportIn, useStartExport } from "./api";
import styles from "./depth.module.css";

const TARGETS: SegmentExportIn["target"][] = ["oceanengine", "tencent", "baidu", "google", "meta", "webhook"];
const ONE_KIND = new Set(["oceanengine", "tencent", "baidu"]);

interface Words {
  target: SegmentExportIn["target"];
  kind: string;
  url: string;
  secret: string;
  basis: "consent" | "stated";
  basis_note: string;
}

const asked = (words: Words): SegmentExportIn => {
  const settings: Record<string, string> =
    words.target === "webhook" ? { url: words.url } : ONE_KIND.has(words.target) ? { kind: words.kind } : {};
  return {
    target: words.target,
    basis: words.basis,
    basis_note: words.basis === "stated" ? words.basis_note : "",
    settings,
    secret: words.target === "webhook" ? words.secret : "",
  };
};

/** Where to, by what people are matched, and on what ground. */
export function ExportDialog({
  segment,
  open,
  onClose,
}: {
  segment: Segment;
  open: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const start = useStartExport(segment.id);
  const follow = useJobToast();
  const [target, setTarget] = useState<SegmentExportIn["target"]>("oceanengine");
  const [basis, setBasis] = useState<"consent" | "stated">("consent");
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("segments.export.new")}
      purpose={t("segments.export.lesson")}
      submit={t("segments.export.start")}
      mutation={start}
      request={asked}
      onDone={(made) => {
        if (made.job) follow(made.job, { title: t("segments.export.running", { name: segment.name }) });
      }}
      initial={{ target, kind: "phone", url: "", secret: "", basis, basis_note: "" }}
    >
      <Form.Item name="target" label={t("segments.export.target")}>
        <Radio.Group
          className={styles.targets}
          onChange={(event) => setTarget(event.target.value)}
          options={TARGETS.map((one) => ({
            value: one,
            label: (
              <span className={styles.target}>
                <span>{t(`segments.export.target_${one}`)}</span>
                <span className="caption">{t(`segments.export.format_${one}`)}</span>
              </span>
            ),
          }))}
        />
      </Form.Item>
      {ONE_KIND.has(target) && (
        <Form.Item name="kind" label={t("segments.export.kind")}>
          <Radio.Group
            options={["phone", "idfa"].map((one) => ({
              value: one,
              label: t(`segments.export.kind_${one}`),
            }))}
          />
        </Form.Item>
      )}
      {target === "webhook" && (
        <>
          <Form.Item name="url" label={t("segments.export.url")} rules={[{ required: true, type: "url" }]}>
            <Input placeholder="https://" />
          </Form.Item>
          <Form.Item
            name="secret"
            label={t("segments.export.secret")}
            extra={t("segments.export.secret_lesson")}
            rules={[{ required: true, min: 16, message: t("segments.export.secret_short") }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </>
      )}
      <Form.Item name="basis" label={t("segments.export.basis")} style={{ marginBottom: 8 }}>
        <Radio.Group
          onChange={(event) => setBasis(event.target.value)}
          style={{ display: "grid", gap: 6 }}
          options={(["consent", "stated"] as const).map((one) => ({
            value: one,
            label: t(`segments.export.basis_${one}_words`),
          }))}
        />
      </Form.Item>
      {basis === "stated" && (
        <Form.Item
          name="basis_note"
          label={t("segments.export.basis_note")}
          rules={[{ required: true, whitespace: true, message: t("segments.export.basis_missing") }]}
        >
          <Input maxLength={400} placeholder={t("segments.export.basis_example")} />
        </Form.Item>
      )}
    </FormDialog>
  );
}
