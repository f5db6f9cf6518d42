import { describe, expect, it } from "vitest";
import { daysOf, daysText, earlierDays, midnight, rangeOf } from "./days";

const TODAY = "2026-11-24"; // a Tuesday

describe("spans", () => {
  it.each([
    [{ preset: "today" }, "day", "2026-11-24", "2026-11-24"],
    [{ preset: "7d" }, "day", "2026-11-17", "2026-11-23"],
    [{ preset: "month" }, "day", "2026-11-01", "2026-11-24"],
    [{ preset: "last_month" }, "day", "2026-10-01", "2026-10-31"],
    [{ preset: "8p" }, "week", "2026-10-05", "2026-11-24"],
    [{ preset: "12p" }, "month", "2025-12-01", "2026-11-24"],
    [{ preset: "8p" }, "day", "2026-11-17", "2026-11-24"],
    [{ preset: "", from: "2026-01-02", to: "2026-01-03" }, "day", "2026-01-02", "2026-01-03"],
  ] as const)("%j by %s", (span, period, from, to) => {
    expect(daysOf(span, TODAY, period)).toEqual({ from, to });
  });

  it("compares with as many days before, with whole months, with last year", () => {
    expect(earlierDays({ from: "2026-11-17", to: "2026-11-23" }, "previous")).toEqual({
      from: "2026-11-10",
      to: "2026-11-16",
    });
    expect(earlierDays({ from: "2026-10-01", to: "2026-10-31" }, "previous")).toEqual({
      from: "2026-09-01",
      to: "2026-09-30",
    });
    expect(earlierDays({ from: "2024-02-29", to: "2024-03-02" }, "last_year")).toEqual({
      from: "2023-02-28",
      to: "2023-03-02",
    });
  });

  it("knows midnight in a zone, also on the day clocks change", () => {
    expect(midnight("2026-11-24", "Asia/Shanghai")).toBe(Date.parse("2026-11-23T16:00:00Z"));
    expect(midnight("2026-03-29", "Europe/Berlin")).toBe(Date.parse("2026-03-28T23:00:00Z"));
    expect(midnight("2026-03-30", "Europe/Berlin")).toBe(Date.parse("2026-03-29T22:00:00Z"));
    expect(rangeOf({ from: "2026-03-29", to: "2026-03-29" }, "Europe/Berlin")).toEqual({
      start: Date.parse("2026-03-28T23:00:00Z"),
      end: Date.parse("2026-03-29T22:00:00Z"),
    });
  });

  it("leaves the year out while it is this one", () => {
    expect(daysText({ from: "2026-10-27", to: "2026-11-23" }, TODAY)).toBe("10-27 – 11-23");
    expect(daysText({ from: "2025-12-01", to: "2026-11-23" }, TODAY)).toBe("2025-12-01 – 2026-11-23");
    expect(daysText({ from: TODAY, to: TODAY }, TODAY)).toBe("11-24");
  });
});
