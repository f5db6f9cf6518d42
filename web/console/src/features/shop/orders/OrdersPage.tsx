import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { useBuyerNames, useOrderList } from "../api";
import OrderDrawer from "./OrderDrawer";
import { useOrderColumns } from "./useOrderColumns";

const STATES = ["paid", "partly_refunded", "refunded", "cancelled"];
type List = ReturnType<typeof useOrderList>;

function Filters({ list }: { list: List }) {
  const t = useText();
  const { status, kind, since, until } = list.filters;
  return (
    <>
      <Select
        value={status}
        onChange={(value) => list.change({ status: value })}
        style={{ width: 120 }}
        aria-label={t("shop.orders.status")}
        options={[
          { value: "", label: t("shop.orders.all_states") },
          ...STATES.map((value) => ({ value, label: t(`shop.state.${value}`) })),
        ]}
      />
      <Select
        value={kind}
        onChange={(value) => list.change({ kind: value })}
        style={{ width: 120 }}
        aria-label={t("shop.orders.kind")}
        options={[
          { value: "", label: t("shop.orders.all_kinds") },
          { value: "sale", label: t("shop.orders.sales") },
          { value: "return", label: t("shop.orders.returns") },
          { value: "adjustment", label: t("shop.orders.adjustments") },
        ]}
      />
      <DatePicker.RangePicker
        value={[since ? dayjs(since) : null, until ? dayjs(until) : null]}
        onChange={(days) =>
          list.change({
            since: days?.[0]?.format("YYYY-MM-DD") ?? "",
            until: days?.[1]?.format("YYYY-MM-DD") ?? "",
          })
        }
        allowEmpty={[true, true]}
        style={{ width: 250 }}
        aria-label={t("shop.orders.days")}
      />
    </>
  );
}

/** All orders of all channels; a row opens its lines and refunds. */
export default function OrdersPage() {
  const t = useText();
  const list = useOrderList();
  const names = useBuyerNames(list.items, useCan()("profiles.read"));
  const columns = useOrderColumns(names);
  const [params, setParams] = useSearchParams();
  const open = (order: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (order) after.set("order", order);
        else after.delete("order");
        return after;
      },
      { replace: true },
    );
  return (
    <PageFrame title={t("shop.orders.title")} purpose={t("shop.orders.purpose")}>
      <DataTable
        name="orders"
        list={list}
        columns={columns}
        search={t("shop.orders.search")}
        filters={<Filters list={list} />}
        empty={{ title: t("shop.orders.empty"), lesson: t("shop.orders.empty_lesson") }}
        onOpen={(order) => open(order.id)}
      />
      <OrderDrawer id={params.get("order")} onClose={() => open(null)} />
    </PageFrame>
  );
}
