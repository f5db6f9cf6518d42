import { Button, Skeleton } from "antd";
import { textOr, useText } from "@/i18n";
import {
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  NumberText,
  Percent,
  RowsTable,
  SideDrawer,
} from "@/ui";
import { type EventName, useEventProperties } from "../api";

type Property = NonNullable<ReturnType<typeof useEventProperties>["data"]>[number];

function usePropertyColumns(): Column<Property>[] {
  const t = useText();
  return [
    {
      key: "key",
      title: t("data.properties.key"),
      width: 170,
      render: (one) => {
        const label = textOr(`data.property.${one.key}`, "");
        return (
          <span>
            {label && <span style={{ fontWeight: 500, marginRight: 6 }}>{label}</span>}
            <span className="mono muted">{one.key}</span>
          </span>
        );
      },
    },
    {
      key: "types",
      title: t("data.properties.types"),
      width: 90,
      render: (one) => one.types.map((type) => textOr(`data.type.${type}`, type)).join(" / "),
    },
    {
      key: "share",
      title: t("data.properties.share"),
      definition: t("data.properties.share_definition"),
      align: "right",
      width: 80,
      render: (one) => <Percent value={one.share} />,
    },
    {
      key: "examples",
      title: t("data.properties.examples"),
      render: (one) => (
        <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {one.examples.slice(0, 4).map((example) => (
            <Chip key={example} title={example}>
              {example}
            </Chip>
          ))}
        </span>
      ),
    },
  ];
}

interface Props {
  name: EventName | null;
  onClose: () => void;
  onLive: (name: string) => void;
}

/** The properties that the latest events of a name carry. */
export function PropertiesDrawer({ name, onClose, onLive }: Props) {
  const t = useText();
  const properties = useEventProperties(name?.name);
  const columns = usePropertyColumns();
  if (!name) return null;
  return (
    <SideDrawer
      open
      onClose={onClose}
      title={name.label}
      purpose={
        <>
          <span className="mono">{name.name}</span> · <NumberText value={name.count} />{" "}
          {t("data.properties.times")} · {t("data.catalogue.last")} <DateTime at={name.last_seen} />
        </>
      }
      actions={<Button onClick={() => onLive(name.name)}>{t("data.properties.live")}</Button>}
    >
      {properties.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {properties.isError && <ErrorState error={properties.error} retry={() => void properties.refetch()} />}
      {properties.data?.length === 0 && (
        <EmptyState title={t("data.properties.empty")} lesson={t("data.properties.empty_lesson")} />
      )}
      {properties.data && properties.data.length > 0 && (
        <RowsTable
          label={t("data.properties.title")}
          columns={columns}
          rows={properties.data}
          rowKey={(one) => one.key}
        />
      )}
    </SideDrawer>
  );
}
