import { Form, Input, Modal, Switch } from "antd";
import { Check, History, Minus, X } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, FormDialog, IconButton, toast, useFormat } from "@/ui";
import { CHANNELS } from "../../api";
import { dayOf, nameOfChannel, nameOfSource } from "../../words";
import { type Consent, type Profile, useConsentLedger, useSetConsent } from "../api";
import styles from "./cards.module.css";

/** Every statement that was made, newest first: it is only added to. */
function Ledger({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const ledger = useConsentLedger(id, open);
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      title={t("customers.consent.ledger")}
      loading={ledger.isPending}
    >
      <p className="muted">{t("customers.consent.ledger_purpose")}</p>
      <ul className={styles.ledger}>
        {ledger.data?.map((one) => (
          <li key={`${one.channel}${one.at}`}>
            <span className="muted">{format.dateTime(one.at)}</span>
            <span>
              {nameOfChannel(one.channel)} ·{" "}
              {t(one.granted ? "customers.consent.granted" : "customers.consent.withdrawn")}
            </span>
            <span className="muted ellipsis">
              {[nameOfSource(one.origin), one.proof].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
        {ledger.data?.length === 0 && <li className="muted">{t("customers.consent.never")}</li>}
      </ul>
    </Modal>
  );
}

function State({ consent }: { consent: Consent | undefined }) {
  if (!consent) return <Minus size={13} strokeWidth={2.4} className={styles.unsaid} aria-hidden />;
  return consent.granted ? (
    <Check size={13} strokeWidth={2.4} className={styles.yes} aria-hidden />
  ) : (
    <X size={13} strokeWidth={2.4} className={styles.no} aria-hidden />
  );
}

/** Consent to marketing by channel; a change says what the person said and is kept as proof. */
export function ConsentCard({ person }: { person: Profile }) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  const set = useSetConsent(person.id);
  const [asking, setAsking] = useState<{ channel: string; granted: boolean } | null>(null);
  const [ledger, setLedger] = useState(false);
  const stated = new Map(person.consents.map((one) => [one.channel, one]));
  const when = (one: Consent | undefined) =>
    one ? `${dayOf(format, one.at)} ${nameOfSource(one.origin)}` : t("customers.consent.unstated");
  return (
    <Card
      title={t("customers.consent.title")}
      extra={
        <span className={styles.extra}>
          <IconButton label={t("customers.consent.ledger")} icon={History} onClick={() => setLedger(true)} />
        </span>
      }
    >
      <ul className={styles.consents}>
        {CHANNELS.map((channel) => {
          const consent = stated.get(channel);
          return (
            <li key={channel}>
              <State consent={consent} />
              <span>{nameOfChannel(channel)}</span>
              <span className={styles.when} title={consent?.proof}>
                {when(consent)}
              </span>
              <Switch
                size="small"
                checked={consent?.granted ?? false}
                disabled={!may}
                aria-label={t("customers.consent.switch", { channel: nameOfChannel(channel) })}
                onChange={(granted) => setAsking({ channel, granted })}
              />
            </li>
          );
        })}
      </ul>
      <Ledger id={person.id} open={ledger} onClose={() => setLedger(false)} />
      <FormDialog<{ proof: string }, { channel: string; granted: boolean; proof: string }, unknown>
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={t(asking?.granted ? "customers.consent.grant" : "customers.consent.withdraw", {
          channel: nameOfChannel(asking?.channel ?? ""),
        })}
        purpose={t(asking?.granted ? "customers.consent.grant_lesson" : "customers.consent.withdraw_lesson")}
        submit={t("customers.consent.record")}
        mutation={set}
        initial={{ proof: "" }}
        request={({ proof }) => ({ channel: "", granted: false, ...asking, proof: proof.trim() })}
        onDone={() => toast.success(t("customers.consent.saved"))}
      >
        <Form.Item
          name="proof"
          label={t("customers.consent.proof")}
          rules={[
            {
              required: asking?.granted,
              whitespace: true,
              message: t("customers.consent.proof_missing"),
            },
          ]}
        >
          <Input maxLength={400} placeholder={t("customers.consent.proof_example")} autoFocus />
        </Form.Item>
      </FormDialog>
    </Card>
  );
}
