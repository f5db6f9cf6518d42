import { Button, Select } from "antd";
import { ArrowRight, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, ErrorState, type Format, useFormat } from "@/ui";
import {
  type Import,
  KINDS,
  type Kind,
  type Mapping,
  type Preview,
  type Target,
  usePreview,
  useReadTargets,
  useSaveMapping,
  useTargets,
} from "./api";
import styles from "./Imports.module.css";
import { autoMap, FREE, freeKey, labelOf, targetOf, withTarget } from "./mapping";
import { OptionsCard } from "./OptionsCard";

interface TargetProps {
  column: string;
  mapping: Mapping;
  targets: Target[];
  disabled: boolean;
  onChange: (columns: Record<string, string>) => void;
}

function TargetSelect({ column, mapping, targets, disabled, onChange }: TargetProps) {
  const t = useText();
  const value = targetOf(mapping.columns, column);
  const free = FREE[mapping.kind];
  const own = free && `${free}${freeKey(column)}`;
  const extra = free ? [...new Set([own, value?.startsWith(free) ? value : undefined])].filter(Boolean) : [];
  return (
    <Select
      value={value ?? ""}
      disabled={disabled}
      onChange={(target) => onChange(withTarget(mapping.columns, column, target || undefined))}
      showSearch={{ optionFilterProp: "search" }}
      aria-label={t("imports.map.target_of", { column })}
      style={{ width: "100%" }}
      popupMatchSelectWidth={260}
      options={[
        { value: "", label: <span className="muted">{t("imports.map.leave")}</span>, search: "" },
        ...(extra.length
          ? [
              {
                label: t(`imports.map.free_${mapping.kind}`),
                options: extra.map((one) => ({
                  value: one,
                  search: one,
                  label: t("imports.map.keep_as", { name: labelOf([], one ?? "") }),
                })),
              },
            ]
          : []),
        {
          label: t("imports.map.known"),
          options: targets.map((one) => ({
            value: one.name,
            search: `${one.label} ${one.name} ${one.synonyms.join(" ")}`,
            label: (
              <>
                {one.label}
                {one.required && <span className={styles.required}> *</span>}
              </>
            ),
          })),
        },
      ]}
    />
  );
}

interface TableProps {
  preview: Preview;
  mapping: Mapping;
  targets: Target[];
  disabled: boolean;
  onChange: (columns: Record<string, string>) => void;
}

function ColumnsTable({ preview, mapping, targets, disabled, onChange }: TableProps) {
  const t = useText();
  return (
    <table className={styles.columns} aria-label={t("imports.map.title")}>
      <thead>
        <tr>
          <th scope="col">{t("imports.map.column")}</th>
          <th scope="col">{t("imports.map.examples")}</th>
          <th scope="col" aria-label="→" />
          <th scope="col">{t("imports.map.target")}</th>
        </tr>
      </thead>
      <tbody>
        {preview.columns.map((column) => (
          <tr key={column} className={targetOf(mapping.columns, column) ? undefined : styles.left}>
            <td className={styles.column}>{column}</td>
            <td>
              <div className={styles.samples}>
                {(preview.samples[column] ?? []).map((sample) => (
                  <Chip key={sample} title={sample}>
                    {sample}
                  </Chip>
                ))}
                {!preview.samples[column]?.length && <span className="muted">{t("imports.map.blank")}</span>}
              </div>
            </td>
            <td className={styles.arrow}>
              <ArrowRight size={14} aria-hidden />
            </td>
            <td>
              <TargetSelect
                column={column}
                mapping={mapping}
                targets={targets}
                disabled={disabled}
                onChange={onChange}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the mapping comes to, in one line. */
function summary(preview: Preview, t: ReturnType<typeof useText>, format: Format): string {
  const mapped = preview.columns.length - preview.unmapped.length;
  return t("imports.map.summary", {
    mapped,
    columns: preview.columns.length,
    good: format.number(preview.good),
    checked: format.number(preview.checked),
  });
}

/** Step 2: which column is what. Recognised columns are mapped already. */
export function MapStep({ row, onNext }: { row: Import; onNext: () => void }) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("imports.write");
  const [mapping, setMapping] = useState<Mapping>({
    kind: row.kind,
    columns: row.columns,
    options: row.options,
  });
  const preview = usePreview(row.id, mapping);
  const targets = useTargets(mapping.kind);
  const save = useSaveMapping(row.id);
  const set = (changes: Partial<Mapping>) => setMapping((before) => ({ ...before, ...changes }));
  const found = preview.data;
  const readTargets = useReadTargets();
  const changeKind = async (kind: Kind) =>
    set({ kind, columns: autoMap(await readTargets(kind), found?.columns ?? []) });
  const missing = found?.missing ?? [];
  if (preview.isError && !found)
    return (
      <Card>
        <ErrorState error={preview.error} retry={() => void preview.refetch()} />
      </Card>
    );
  return (
    <div className={styles.split}>
      <Card
        flush
        title={t("imports.map.title")}
        note={found && summary(found, t, format)}
        extra={
          <Select
            size="small"
            value={mapping.kind}
            disabled={!may}
            aria-label={t("imports.list.kind")}
            onChange={(kind: Kind) => void changeKind(kind)}
            options={KINDS.map((value) => ({ value, label: t(`imports.kind.${value}`) }))}
            style={{ width: 96 }}
          />
        }
      >
        {missing.length > 0 && (
          <div className={styles.missing} role="status">
            <TriangleAlert size={15} aria-hidden />
            {t("imports.map.missing", {
              fields: missing
                .map((one) =>
                  one === "identifier" ? t("imports.map.identifier") : labelOf(targets.data ?? [], one),
                )
                .join(t("imports.comma")),
            })}
          </div>
        )}
        {found && (
          <ColumnsTable
            preview={found}
            mapping={mapping}
            targets={targets.data ?? []}
            disabled={!may}
            onChange={(columns) => set({ columns })}
          />
        )}
        <div className={styles.foot}>
          <span className="caption">{t("imports.map.lesson")}</span>
          <Button
            type="primary"
            loading={save.isPending}
            disabled={!may || !found || missing.length > 0}
            onClick={() => save.mutate(mapping, { onSuccess: onNext })}
          >
            {t("imports.map.next")}
          </Button>
        </div>
      </Card>
      <OptionsCard
        row={row}
        mapping={mapping}
        preview={found}
        disabled={!may}
        onChange={(options) => set({ options })}
      />
    </div>
  );
}
