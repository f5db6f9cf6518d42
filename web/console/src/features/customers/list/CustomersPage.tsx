import { Button } from "antd";
import { History, Upload } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, IconButton, PageFrame } from "@/ui";
import { useCustomers } from "../api";
import { ChangesDrawer } from "../changes/ChangesDrawer";
import { BulkActions } from "./BulkActions";
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
  const [changes, setChanges] = useState(false);
  const write = can("profiles.write");
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
        tools={
          <>
            {write && (
              <IconButton
                label={t("customers.changes.title")}
                icon={History}
                onClick={() => setChanges(true)}
              />
            )}
            {can("profiles.export") && <ExportCustomers q={list.q} filters={list.filters} />}
          </>
        }
        csv={false}
        empty={{
          title: t("customers.list.empty"),
          lesson: t("customers.list.empty_lesson"),
          action: bringIn,
        }}
        bulk={
          write
            ? (people, clear, all) => (
                <BulkActions
                  people={people}
                  everybody={all ? { q: list.q, filters: list.filters } : null}
                  count={list.count ?? people.length}
                  onDone={clear}
                />
              )
            : undefined
        }
        bulkAll
        onOpen={(one) => go(`/customers/${one.id}`)}
      />
      <ChangesDrawer open={changes} onClose={() => setChanges(false)} />
    </PageFrame>
  );
}
