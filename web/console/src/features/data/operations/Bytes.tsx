import { useFormat } from "@/ui";

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size in the largest unit that leaves a whole part. */
export function Bytes({ value }: { value: number }) {
  const format = useFormat();
  const power = Math.min(UNITS.length - 1, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
  const shown = value / 1000 ** power;
  return (
    <span className="num">
      {format.number(shown >= 100 || power === 0 ? Math.round(shown) : Math.round(shown * 10) / 10)}{" "}
      {UNITS[power]}
    </span>
  );
}
