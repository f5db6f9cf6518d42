import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { type Product, useFacets, useProducts } from "../api";
import { ProductDialog } from "./ProductDialog";
import { useProductColumns } from "./useProductColumns";

type List = ReturnType<typeof useProducts>;

function Filters({ list }: { list: List }) {
  const t = useText();
  const facets = useFacets();
  const options = (all: string, values: { value: string; label: string }[]) => [
    { value: "", label: all },
    ...values,
  ];
  const plain = (values: string[] | undefined) => (values ?? []).map((value) => ({ value, label: value }));
  return (
    <>
      <Select
        value={list.filters.category}
        onChange={(category) => list.change({ category })}
        style={{ width: 128 }}
        showSearch
        aria-label={t("shop.products.category")}
        options={options(t("shop.products.all_categories"), plain(facets.data?.categories))}
      />
      <Select
        value={list.filters.brand}
        onChange={(brand) => list.change({ brand })}
        style={{ width: 128 }}
        showSearch
        aria-label={t("shop.products.brand")}
        options={options(t("shop.products.all_brands"), plain(facets.data?.brands))}
      />
      <Select
        value={list.filters.status}
        onChange={(status) => list.change({ status })}
        style={{ width: 116 }}
        aria-label={t("shop.products.status")}
        options={options(
          t("shop.products.all_states"),
          ["on_shelf", "off_shelf", "draft"].map((value) => ({ value, label: t(`shop.product.${value}`) })),
        )}
      />
      <Select
        value={list.filters.consumable}
        onChange={(consumable) => list.change({ consumable })}
        style={{ width: 128 }}
        aria-label={t("shop.products.consumable")}
        options={options(t("shop.products.all_kinds"), [
          { value: "yes", label: t("shop.products.consumables") },
          { value: "no", label: t("shop.products.durables") },
        ])}
      />
    </>
  );
}

/** What the company sells: the names, categories and rhythms that segments and messages speak of. */
export default function ProductsPage() {
  const t = useText();
  const may = useCan()("catalog.write");
  const list = useProducts();
  const columns = useProductColumns();
  const [open, setOpen] = useState<Product | "new" | null>(null);
  const add = may && (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
      {t("shop.products.create")}
    </Button>
  );
  return (
    <PageFrame title={t("shop.products.title")} purpose={t("shop.products.purpose")} actions={add}>
      <DataTable
        name="products"
        list={list}
        columns={columns}
        search={t("shop.products.search")}
        filters={<Filters list={list} />}
        empty={{ title: t("shop.products.empty"), lesson: t("shop.products.empty_lesson"), action: add }}
        onOpen={may ? setOpen : undefined}
      />
      <ProductDialog product={open} onClose={() => setOpen(null)} />
    </PageFrame>
  );
}
