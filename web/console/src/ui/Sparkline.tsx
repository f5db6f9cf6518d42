import { useId } from "react";

interface Props {
  values: number[];
  /** Drawn as a dashed line. */
  target?: number;
  tone?: "brand" | "ok" | "warn" | "bad" | "neutral";
  width?: number;
  height?: number;
  label: string;
}

/** Line, last dot, dashed target; a soft fill below. */
export function Sparkline({ values, target, tone = "brand", width = 84, height = 28, label }: Props) {
  const fill = useId();
  if (values.length < 2) return null;
  const all = target === undefined ? values : [...values, target];
  const low = Math.min(...all);
  const span = Math.max(...all) - low || 1;
  const pad = 3;
  const x = (at: number) => pad + (at * (width - 2 * pad)) / (values.length - 1);
  const y = (value: number) => height - pad - ((value - low) * (height - 2 * pad)) / span;
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" L");
  const colour = tone === "neutral" ? "var(--ink-3)" : `var(--${tone})`;
  const last = values[values.length - 1] ?? 0;
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={label}
      style={{ flex: "none", overflow: "visible" }}
    >
      <defs>
        <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={colour} stopOpacity="0.16" />
          <stop offset="1" stopColor={colour} stopOpacity="0.03" />
        </linearGradient>
      </defs>
      <path d={`M${points} L${x(values.length - 1)},${height} L${x(0)},${height} Z`} fill={`url(#${fill})`} />
      {target !== undefined && (
        <line
          x1={pad}
          x2={width - pad}
          y1={y(target)}
          y2={y(target)}
          stroke="var(--ink-3)"
          strokeDasharray="3 3"
          opacity=".7"
        />
      )}
      <path
        d={`M${points}`}
        fill="none"
        stroke={colour}
        strokeWidth="1.6"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2.5" fill={colour} />
    </svg>
  );
}
