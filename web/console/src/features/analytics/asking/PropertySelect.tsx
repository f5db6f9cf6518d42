import { Select } from "antd";
import styles from "../analytics.module.css";
import { type Property, useProperties } from "../api";
import { propertyName } from "../words";

interface Props {
  event: string;
  value: string | null;
  onChange: (property: string | null) => void;
  label: string;
  placeholder: string;
  /** Only properties that suit. */
  suits?: (property: Property) => boolean;
  clearable?: boolean;
  /** Inside a longer row. */
  className?: string;
  prefix?: string;
}

/** A property that was seen on an event. */
export function PropertySelect(props: Props) {
  const { event, value, suits } = props;
  const properties = useProperties(event);
  const found = properties.data?.filter((one) => !suits || suits(one)) ?? [];
  const names = found.map((one) => one.name);
  const options = value && !names.includes(value) ? [value, ...names] : names;
  return (
    <Select
      value={value ?? undefined}
      onChange={(property?: string) => props.onChange(property ?? null)}
      allowClear={props.clearable}
      loading={properties.isLoading}
      placeholder={props.placeholder}
      aria-label={props.label}
      prefix={props.prefix && <span className="muted">{props.prefix}</span>}
      className={props.className ?? styles.grow}
      popupMatchSelectWidth={220}
      showSearch={{ optionFilterProp: ["label", "value"] }}
      options={options.map((name) => ({ value: name, label: propertyName(name) }))}
    />
  );
}
