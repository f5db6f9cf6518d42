import { AutoComplete, Form, Input, InputNumber, Select, Switch } from "antd";
import { useText } from "@/i18n";
import { FormDialog, toast, useFormat } from "@/ui";
import { type Product, type ProductIn, useFacets, useSaveProduct } from "../api";
import { digitsOf, signOf } from "../money";
import styles from "./products.module.css";

interface Words {
  code: string;
  name: string;
  category?: string;
  brand?: string;
  price?: number | null;
  image?: string;
  status: Product["status"];
  is_consumable?: boolean;
  cycle_days?: number | null;
}

interface Props {
  product: Product | "new" | null;
  onClose: () => void;
}

function initialOf(old: Product | null, unit: number): Partial<Words> {
  if (!old) return { code: "", name: "", status: "on_shelf", is_consumable: false };
  return { ...old, price: old.price === null ? null : old.price / unit };
}

function requestOf(words: Words, unit: number): ProductIn {
  return {
    code: words.code.trim(),
    name: words.name.trim(),
    category: words.category?.trim() ?? "",
    brand: words.brand?.trim() ?? "",
    price: typeof words.price === "number" ? Math.round(words.price * unit) : null,
    image: words.image?.trim() ?? "",
    status: words.status,
    is_consumable: words.is_consumable ?? false,
    cycle_days: words.is_consumable ? (words.cycle_days ?? null) : null,
  };
}

function Rhythm() {
  const t = useText();
  const consumable = Form.useWatch<boolean | undefined>("is_consumable");
  return (
    <div className={styles.two}>
      <Form.Item
        name="is_consumable"
        label={t("shop.products.consumable")}
        valuePropName="checked"
        extra={t("shop.products.consumable_lesson")}
      >
        <Switch />
      </Form.Item>
      <Form.Item
        name="cycle_days"
        label={t("shop.products.cycle")}
        rules={[{ required: consumable, message: t("shop.products.cycle_missing") }]}
      >
        <InputNumber
          min={1}
          max={3650}
          precision={0}
          disabled={!consumable}
          suffix={t("shop.products.day_word")}
          style={{ width: "100%" }}
        />
      </Form.Item>
    </div>
  );
}

/** A new product, or a change; the code, by which orders and events name it, stays. */
export function ProductDialog({ product, onClose }: Props) {
  const t = useText();
  const { currency } = useFormat();
  const unit = 10 ** digitsOf(currency);
  const old = product === "new" ? null : product;
  const facets = useFacets();
  const save = useSaveProduct(old?.id ?? null);
  const offered = (values: string[] | undefined) => (values ?? []).map((value) => ({ value }));
  const required = [{ required: true, whitespace: true, message: t("shop.products.required") }];
  return (
    <FormDialog<Words, ProductIn, unknown>
      key={old?.id ?? "new"}
      open={product !== null}
      onClose={onClose}
      title={old ? t("shop.products.edit") : t("shop.products.create")}
      submit={t("shop.products.save")}
      mutation={save}
      initial={initialOf(old, unit)}
      request={(words) => requestOf(words, unit)}
      onDone={() => toast.success(t("shop.products.saved"))}
      width={560}
    >
      <div className={styles.two}>
        <Form.Item name="name" label={t("shop.products.name")} rules={required}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item
          name="code"
          label={t("shop.products.code")}
          rules={required}
          extra={old ? t("shop.products.code_stays") : undefined}
        >
          <Input maxLength={120} disabled={old !== null} />
        </Form.Item>
        <Form.Item name="category" label={t("shop.products.category")}>
          <AutoComplete options={offered(facets.data?.categories)} showSearch={{ filterOption: true }} />
        </Form.Item>
        <Form.Item name="brand" label={t("shop.products.brand")}>
          <AutoComplete options={offered(facets.data?.brands)} showSearch={{ filterOption: true }} />
        </Form.Item>
        <Form.Item name="price" label={t("shop.products.price")}>
          <InputNumber
            min={0}
            precision={digitsOf(currency)}
            prefix={signOf(currency)}
            style={{ width: "100%" }}
          />
        </Form.Item>
        <Form.Item name="status" label={t("shop.products.status")}>
          <Select
            options={["on_shelf", "off_shelf", "draft"].map((value) => ({
              value,
              label: t(`shop.product.${value}`),
            }))}
          />
        </Form.Item>
      </div>
      <Rhythm />
      <Form.Item name="image" label={t("shop.products.image")}>
        <Input type="url" maxLength={500} placeholder="https://" />
      </Form.Item>
    </FormDialog>
  );
}
