export interface ChartPalette {
  series: string[];
  ink: string;
  quiet: string;
  line: string;
  card: string;
  inset: string;
  ok: string;
  warn: string;
  bad: string;
  font: string;
}

/** The tokens as values: a canvas cannot read CSS variables. */
export function readPalette(element: HTMLElement): ChartPalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: [1, 2, 3, 4, 5, 6, 7].map((at) => read(`--chart-${at}`)),
    ink: read("--ink"),
    quiet: read("--ink-3"),
    line: read("--line"),
    card: read("--card"),
    inset: read("--inset"),
    ok: read("--ok"),
    warn: read("--warn"),
    bad: read("--bad"),
    font: read("--font"),
  };
}
