import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { AccountDialog } from "../AccountDialog";
import { useAccounts, useFacets } from "../api";
import { KINDS, nameOfKind } from "../words";
import { useAccountColumns } from "./useAccountColumns";

type List = ReturnType<typeof useAccounts>;

function Filters({ list }: { list: List }) {
  const t = useText();
  const facets = useFacets();
  const plain = (values: string[] | undefined) => (values ?? []).map((value) => ({ value, label: value }));
  const owners = (facets.data?.owners ?? []).map((one) => ({ value: one.id, label: one.name }));
  const all = (key: string, options: { value: string; label: string }[]) => [
    { value: "", label: t(`accounts.all.${key}`) },
    ...options,
  ];
  return (
    <>
      <Select
        value={list.filters.kind}
        onChange={(kind) => list.change({ kind })}
        style={{ width: 128 }}
        aria-label={t("accounts.field.kind")}
        options={all(
          "kind",
          KINDS.map((value) => ({ value, label: nameOfKind(value) })),
        )}
      />
      <Select
        value={list.filters.industry}
        onChange={(industry) => list.change({ industry })}
        style={{ width: 128 }}
        showSearch
        aria-label={t("accounts.field.industry")}
        options={all("industry", plain(facets.data?.industries))}
      />
      <Select
        value={list.filters.province}
        onChange={(province) => list.change({ province })}
        style={{ width: 128 }}
        showSearch
        aria-label={t("accounts.field.province")}
        options={all("province", plain(facets.data?.provinces))}
      />
      <Select
        value={list.filters.owner}
        onChange={(owner) => list.change({ owner })}
        style={{ width: 128 }}
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("accounts.field.owner")}
        options={all("owner", owners)}
      />
    </>
  );
}

/** Companies that buy: key accounts and dealers, with the people behind them. */
export default function AccountsPage() {
  const t = useText();
  const go = useNavigate();
  const may = useCan()("accounts.write");
  const list = useAccounts();
  const columns = useAccountColumns();
  const [adding, setAdding] = useState(false);
  const add = may && (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
      {t("accounts.create")}
    </Button>
  );
  return (
    <PageFrame title={t("accounts.nav.list")} purpose={t("accounts.purpose")} actions={add}>
      <DataTable
        name="accounts"
        list={list}
        columns={columns}
        search={t("accounts.search")}
        filters={<Filters list={list} />}
        empty={{ title: t("accounts.empty"), lesson: t("accounts.empty_lesson"), action: add }}
        onOpen={(one) => go(`/accounts/${one.id}`)}
      />
      <AccountDialog
        account={adding ? "new" : null}
        onClose={() => setAdding(false)}
        onDone={(one) => go(`/accounts/${one.id}`)}
      />
    </PageFrame>
  );
}
