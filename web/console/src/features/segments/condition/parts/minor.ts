import { useFormat } from "@/ui";
import { minorDigits } from "@/ui/format/pure";

/** Money is kept in minor units and written in major ones; other figures stay as they are. */
export function useMinor(money: boolean) {
  const { currency } = useFormat();
  const by = money ? 10 ** minorDigits(currency) : 1;
  return {
    show: (kept: number) => kept / by,
    keep: (shown: number) => (money ? Math.round(shown * by) : shown),
  };
}
