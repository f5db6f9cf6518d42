import { Button } from "antd";
import { Upload } from "lucide-react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { useCustomers } from "../api";
import { BulkTags } from "./BulkTags";
import { CustomerFilters } from "./CustomerFilters";
import { ExportCustomers } from "./ExportCustomers";
import { useCustomerColumns } from "./useCustomerColumns";

/** Everybody the company knows: search, narrow, sort, tag, export; a row opens the 360° page. */
export default function CustomersPage() {
  const t = useText();
  const can = useCan();
  const go = useNavigate();
  const list = useCustomers();
  const columns = useCustomerColumns();
  const bringIn = can("imports.write") && (
    <Button icon={<Upload size={15} />} onClick={() => go("/data/imports")}>
      {t("customers.list.import")}
    </Button>
  );
  return (
    <PageFrame title={t("customers.list.title")} purpose={t("customers.list.purpose")} actions={bringIn}>
      <DataTable
        name="customers"
        list={list}
        columns={columns}
        search={t("customers.list.search")}
        filters={<CustomerFilters filters={list.filters} change={list.change} />}
        tools={can("profiles.export") && <ExportCustomers q={list.q} filters={list.filters} />}
        csv={false}
        empty={{
          title: t("customers.list.empty"),
          lesson: t("customers.list.empty_lesson"),
          action: bringIn,
        }}
        bulk={
          can("profiles.write") ? (people, clear) => <BulkTags people={people} onDone={clear} /> : undefined
        }
        onOpen={(one) => go(`/customers/${one.id}`)}
      />
    </PageFrame>
  );
}
