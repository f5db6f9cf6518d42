import { Button } from "antd";
import { Fragment, type ReactNode, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, ConfirmButton, ErrorState, PageFrame, PageSkeleton, toast, useFormat } from "@/ui";
import { AccountDialog } from "../AccountDialog";
import styles from "../accounts.module.css";
import { type AccountDetail, useAccount, useDeleteAccount } from "../api";
import { nameOfKind } from "../words";
import { ContactsCard } from "./ContactsCard";

function Facts({ account }: { account: AccountDetail }) {
  const t = useText();
  const format = useFormat();
  const rows: [string, ReactNode][] = [
    ["industry", account.industry],
    ["place", [account.province, account.city].filter(Boolean).join(" ")],
    ["employees", account.employees === null ? "" : format.number(account.employees)],
    ["credit_code", account.credit_code && <span className="mono">{account.credit_code}</span>],
    [
      "website",
      account.website && (
        <a href={account.website} target="_blank" rel="noopener noreferrer">
          {account.website}
        </a>
      ),
    ],
    ["owner", account.owner_name],
  ];
  return (
    <Card title={t("accounts.facts")}>
      <dl className={styles.facts}>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`accounts.field.${key}`)}</dt>
            <dd>{value || <span className="muted">—</span>}</dd>
          </div>
        ))}
      </dl>
      {account.note && <p className={styles.note}>{account.note}</p>}
    </Card>
  );
}

function Below({ account }: { account: AccountDetail }) {
  const t = useText();
  if (account.below.length === 0) return null;
  return (
    <Card title={t("accounts.below")} note={account.below.length}>
      {account.below.map((one) => (
        <div key={one.id} className={styles.row}>
          <Link to={`/accounts/${one.id}`}>{one.name}</Link>
          <span className="caption">{t("accounts.people", { n: one.people })}</span>
        </div>
      ))}
    </Card>
  );
}

function Above({ account }: { account: AccountDetail }) {
  return account.above.map((one, at) => (
    <Fragment key={one.id}>
      {at > 0 && " › "}
      <Link to={`/accounts/${one.id}`}>{one.name}</Link>
    </Fragment>
  ));
}

/** One company: what is known of it, where it stands among others, who its people are. */
export default function AccountPage() {
  const { id = "" } = useParams();
  const t = useText();
  const go = useNavigate();
  const may = useCan()("accounts.write");
  const found = useAccount(id);
  const remove = useDeleteAccount();
  const [editing, setEditing] = useState(false);
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} page />;
  if (!found.data) return <PageSkeleton />;
  const account = found.data;
  const drop = async () => {
    await remove.mutateAsync(id);
    toast.success(t("accounts.deleted", { name: account.name }));
    go("/accounts", { replace: true });
  };
  const actions = may && (
    <>
      <ConfirmButton
        question={t("accounts.delete_question", { name: account.name })}
        lesson={t("accounts.delete_lesson")}
        people={account.people}
        confirm={t("accounts.delete")}
        onConfirm={drop}
      >
        {t("accounts.delete")}
      </ConfirmButton>
      <Button type="primary" onClick={() => setEditing(true)}>
        {t("accounts.edit")}
      </Button>
    </>
  );
  return (
    <PageFrame
      title={account.name}
      crumb={account.name}
      chips={
        <Chip tone={account.kind === "key_account" ? "brand" : "neutral"}>{nameOfKind(account.kind)}</Chip>
      }
      purpose={account.above.length > 0 && <Above account={account} />}
      actions={actions}
    >
      <Facts account={account} />
      <ContactsCard account={account} />
      <Below account={account} />
      <AccountDialog account={editing ? account : null} onClose={() => setEditing(false)} />
    </PageFrame>
  );
}
