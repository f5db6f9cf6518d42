import { describe, expect, it } from "vitest";
import { currencySign, formatDateTime, formatDelta, formatMoney, formatNumber, formatPercent } from "./pure";

const ZH = { language: "zh-CN", currency: "CNY" } as const;
const EN = { language: "en", currency: "GBP" } as const;

describe("numbers", () => {
  it("groups thousands and shortens in the reader's way", () => {
    expect(formatNumber(20186, "zh-CN")).toBe("20,186");
    expect(formatNumber(862_000, "zh-CN", { compact: true })).toBe("86.2万");
    expect(formatNumber(862_000, "en", { compact: true })).toBe("862.0K");
    expect(formatNumber(1_234_000_000, "zh-CN", { compact: true })).toBe("12.3亿");
    expect(formatNumber(9_999, "zh-CN", { compact: true })).toBe("9,999");
    expect(formatNumber(-5, "en")).toBe("−5");
    expect(formatNumber(null, "en")).toBe("—");
  });
});

describe("money", () => {
  it("reads minor units of the company's currency", () => {
    expect(formatMoney(8_700, ZH)).toBe("¥87.00");
    expect(formatMoney(3_864_000, ZH)).toBe("¥38,640");
    expect(formatMoney(36_840, ZH)).toBe("¥368.40");
    expect(formatMoney(86_200_000, ZH, { compact: true })).toBe("¥86.2万");
    expect(formatMoney(-1_050, EN)).toBe("−£10.50");
    expect(formatMoney(150_000_000, EN, { compact: true })).toBe("£1.5M");
  });

  it("knows currencies without minor units", () => {
    expect(formatMoney(1_234, { language: "en", currency: "JPY" })).toBe("¥1,234");
    expect(currencySign("USD")).toBe("$");
  });
});

describe("shares and changes", () => {
  it("signs a change and never writes a signed zero", () => {
    expect(formatPercent(0.201)).toBe("20.1%");
    expect(formatDelta(0.07, "percent")).toBe("+7.0%");
    expect(formatDelta(-0.021, "points")).toBe("−2.1pp");
    expect(formatDelta(-0.0001, "percent")).toBe("±0.0%");
    expect(formatDelta(38, "number")).toBe("+38");
  });
});

describe("times", () => {
  const now = new Date("2026-11-24T00:00:00Z");
  it("stands in the company's time zone, without the present year", () => {
    expect(formatDateTime("2026-11-21T14:14:00Z", "Asia/Shanghai", "short", now)).toBe("11-21 22:14");
    expect(formatDateTime("2025-12-31T16:00:00Z", "Asia/Shanghai", "short", now)).toBe("01-01 00:00");
    expect(formatDateTime("2025-12-21T00:00:00Z", "Europe/London", "short", now)).toBe("2025-12-21 00:00");
    expect(formatDateTime(1_795_000_000_000, "UTC", "full", now)).toBe("2026-11-18 11:06:40");
    expect(formatDateTime(null, "UTC")).toBe("—");
  });
});
