import { describe, expect, it } from "vitest";
import { lastDays, lastMonths } from "./span";

const NOON = Date.parse("2026-11-24T04:00:00Z");

describe("spans of company days", () => {
  it("begin and end at the zone's midnight", () => {
    expect(lastDays(NOON, 1, "Asia/Shanghai")).toEqual({
      start: Date.parse("2026-11-23T16:00:00Z"),
      end: Date.parse("2026-11-24T16:00:00Z"),
    });
    expect(lastDays(NOON, 7, "UTC").start).toBe(Date.parse("2026-11-18T00:00:00Z"));
  });

  it("count calendar months", () => {
    expect(lastMonths(NOON, 2, "Asia/Shanghai")).toEqual({
      start: Date.parse("2026-09-30T16:00:00Z"),
      end: Date.parse("2026-11-30T16:00:00Z"),
    });
  });
});
