import type { SearchHit } from "@/navigation";
import { type Report, searchReports } from "../api";

export const reportPath = (report: Pick<Report, "id" | "kind">): string =>
  `/analytics/${report.kind}?report=${report.id}`;

/** Saved reports for the palette. */
export async function findReports(q: string): Promise<SearchHit[]> {
  const { items } = await searchReports(q);
  return items.map((report) => ({ key: report.id, title: report.name, to: reportPath(report) }));
}
