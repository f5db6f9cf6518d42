import { Button } from "antd";
import { Pencil, UserMinus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  IconButton,
  Money,
  NumberText,
  RowsTable,
} from "@/ui";
import styles from "../accounts.module.css";
import { type AccountDetail, type Contact, useRemoveContact } from "../api";
import { nameOfRole } from "../words";
import { ContactDialog } from "./ContactDialog";

function useColumns(account: AccountDetail, edit: (contact: Contact) => void): Column<Contact>[] {
  const t = useText();
  const may = useCan()("accounts.write");
  const remove = useRemoveContact(account.id);
  return [
    {
      key: "name",
      title: t("accounts.contact.person"),
      render: (one) => one.name || <span className="muted">{t("accounts.contact.hidden")}</span>,
    },
    { key: "role", title: t("accounts.contact.role"), render: (one) => nameOfRole(one.role) },
    { key: "title", title: t("accounts.contact.title"), render: (one) => one.title || "—" },
    { key: "phone", title: t("accounts.contact.phone"), render: (one) => one.phone || "—" },
    { key: "stage", title: t("accounts.contact.stage"), render: (one) => one.stage_label || "—" },
    {
      key: "orders",
      title: t("accounts.contact.orders"),
      align: "right",
      render: (one) => <NumberText value={one.orders} />,
    },
    {
      key: "spend",
      title: t("accounts.contact.spend"),
      align: "right",
      render: (one) => <Money value={one.spend} />,
    },
    {
      key: "last_seen",
      title: t("accounts.contact.last_seen"),
      align: "right",
      render: (one) => (one.last_seen ? <DateTime at={one.last_seen} /> : "—"),
    },
    {
      key: "acts",
      title: "",
      align: "right",
      render: (one) =>
        may &&
        one.person && (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row from opening
          // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside have their keys
          <span className={styles.acts} onClick={(event) => event.stopPropagation()}>
            <IconButton
              label={t("accounts.contact.edit", { name: one.name })}
              icon={Pencil}
              onClick={() => edit(one)}
            />
            <ConfirmButton
              question={t("accounts.contact.remove_question", { name: one.name })}
              lesson={t("accounts.contact.remove_lesson")}
              confirm={t("accounts.contact.remove")}
              onConfirm={() => one.person && remove.mutateAsync(one.person)}
              button={{ type: "text", size: "small", icon: <UserMinus size={15} /> }}
            >
              <span className="visually-hidden">{t("accounts.contact.remove")}</span>
            </ConfirmButton>
          </span>
        ),
    },
  ];
}

/** The people of the company, those who decide first. */
export function ContactsCard({ account }: { account: AccountDetail }) {
  const t = useText();
  const go = useNavigate();
  const may = useCan()("accounts.write");
  const [editing, setEditing] = useState<Contact | "new" | null>(null);
  const columns = useColumns(account, setEditing);
  const add = may && (
    <Button size="small" onClick={() => setEditing("new")}>
      {t("accounts.contact.add")}
    </Button>
  );
  return (
    <Card title={t("accounts.contact.heading")} note={account.contacts.length || undefined} extra={add}>
      {account.contacts.length > 0 ? (
        <RowsTable
          label={t("accounts.contact.heading")}
          columns={columns}
          rows={account.contacts}
          rowKey={(one) => one.person ?? `${one.role}${one.title}`}
          onOpen={(one) => one.person && go(`/customers/${one.person}`)}
        />
      ) : (
        <EmptyState title={t("accounts.contact.none")} lesson={t("accounts.contact.none_lesson")} />
      )}
      <ContactDialog account={account} contact={editing} onClose={() => setEditing(null)} />
    </Card>
  );
}
