import { useText } from "@/i18n";
import styles from "./SignIn.module.css";

const STEPS = ["connect", "engage", "nurture", "convert", "keep", "spread"] as const;
const R = 138;
const CENTRE = 200;

const at = (turn: number, radius: number) => ({
  x: CENTRE + radius * Math.sin(turn * 2 * Math.PI),
  y: CENTRE - radius * Math.cos(turn * 2 * Math.PI),
});

/** The six steps of the loop; the last leads to the first. */
export function LoopPicture() {
  const t = useText();
  return (
    <svg className={styles.loop} viewBox="0 0 400 400" role="img" aria-label={t("signin.loop.label")}>
      <circle cx={CENTRE} cy={CENTRE} r={R} fill="none" stroke="rgba(255,255,255,.16)" strokeWidth="14" />
      <circle
        cx={CENTRE}
        cy={CENTRE}
        r={R}
        fill="none"
        stroke="rgba(255,255,255,.62)"
        strokeWidth="2"
        strokeDasharray="2 9"
        strokeLinecap="round"
      />
      {STEPS.map((step, index) => {
        const place = at(index / STEPS.length, R);
        return (
          <g key={step}>
            <circle
              cx={place.x}
              cy={place.y}
              r="37"
              fill="#3a51ec"
              stroke="rgba(255,255,255,.9)"
              strokeWidth="1.5"
            />
            <text x={place.x} y={place.y + 5} textAnchor="middle" fontSize="14" fontWeight="600">
              {t(`signin.loop.${step}`)}
            </text>
          </g>
        );
      })}
      <text x={CENTRE} y={CENTRE - 4} textAnchor="middle" fontSize="24" fontWeight="650">
        {t("signin.loop.centre")}
      </text>
      <text x={CENTRE} y={CENTRE + 22} textAnchor="middle" fontSize="13" opacity=".8">
        {t("signin.loop.note")}
      </text>
    </svg>
  );
}
