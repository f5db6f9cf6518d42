import type { Persona, PersonaDimension, Standout } from "./api";

/** Too few people say nothing about a group. */
const FEWEST = 5;
/** Bars end here; the figure beside them goes on. */
export const WIDEST = 200;

export interface Telling {
  dimension: PersonaDimension;
  value: Standout;
}

const strength = (value: Standout): number => Math.abs((value.tgi ?? 100) - 100);

/** Values that set the segment apart beyond chance, the strongest first. */
export function telling(persona: Persona): Telling[] {
  return persona.dimensions
    .flatMap((dimension) => dimension.values.map((value) => ({ dimension, value })))
    .filter(({ value }) => value.significant && value.segment >= FEWEST)
    .sort((a, b) => strength(b.value) - strength(a.value));
}

/** One tile a dimension: what most of them are, if that sets them apart, else the value most of them have. */
export function tiles(persona: Persona, most: number): Telling[] {
  return persona.dimensions
    .filter((dimension) => dimension.segment_known >= FEWEST && dimension.values.length > 0)
    .map((dimension) => {
      const over = dimension.values.filter((one) => one.significant && (one.tgi ?? 0) > 100);
      const among = over.length ? over : dimension.values;
      const value = among.reduce((best, one) => (one.segment > best.segment ? one : best));
      return { dimension, value };
    })
    .sort((a, b) => Number(b.value.significant) - Number(a.value.significant))
    .slice(0, most);
}

/** Where a bar begins and how long it is, in percent of the axis from 0 to WIDEST; 100 stands in the middle. */
export function barOf(tgi: number): { left: number; width: number } {
  const end = Math.min(WIDEST, Math.max(0, tgi));
  const [from, to] = end < 100 ? [end, 100] : [100, end];
  return { left: (100 * from) / WIDEST, width: Math.max(0.8, (100 * (to - from)) / WIDEST) };
}
