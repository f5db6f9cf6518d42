import { useText } from "@/i18n";
import { BulletBar, type Column, NumberText, Percent } from "@/ui";
import type { Dimension, Slice, TrafficPart } from "../api";
import styles from "../catalogue/Catalogue.module.css";

export function usePartColumns(
  by: Dimension,
  open: (value: string, quality: Slice["quality"]) => void,
): Column<TrafficPart>[] {
  const t = useText();
  const figure = (key: "raw" | "invalid" | "suspect" | "net", quality?: Slice["quality"]) => ({
    key,
    title: t(`tracking.quality.${key}`),
    definition: t(`tracking.quality.${key}_definition`),
    align: "right" as const,
    width: 110,
    render: (one: TrafficPart) =>
      key === "net" || one[key] === 0 ? (
        <NumberText value={one[key]} />
      ) : (
        <button type="button" className={styles.number} onClick={() => open(one.value, quality)}>
          <NumberText value={one[key]} />
        </button>
      ),
  });
  return [
    {
      key: "value",
      title: t(`tracking.dimension.${by}`),
      render: (one) =>
        one.value === "(none)"
          ? t("tracking.quality.none")
          : by === "hour"
            ? `${one.value}:00`
            : one.label || one.value,
    },
    {
      key: "bar",
      title: "",
      width: 170,
      render: (one) => (
        <BulletBar value={one.invalid} max={Math.max(1, one.raw)} label={t("tracking.quality.rate")} />
      ),
    },
    {
      key: "rate",
      title: t("tracking.quality.rate"),
      definition: t("tracking.quality.rate_definition"),
      align: "right",
      width: 100,
      render: (one) => <Percent value={one.rate} />,
    },
    figure("raw"),
    figure("invalid", "invalid"),
    figure("suspect", "suspect"),
    figure("net"),
  ];
}
