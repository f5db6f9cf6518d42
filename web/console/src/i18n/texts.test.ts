import { expect, it } from "vitest";
import { showLanguage, textOr, texts } from ".";

const holes = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]).sort();

it("has the same keys and placeholders in both languages", () => {
  const zh = texts("zh-CN");
  const en = texts("en");
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(zh))
    expect([key, holes(en[key] ?? "")]).toEqual([key, holes(text)]);
});

it("leaves no text empty", () => {
  for (const language of ["zh-CN", "en"] as const) {
    const empty = Object.entries(texts(language)).filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  }
});

it("falls back to the server's word where there is no text", async () => {
  await showLanguage("en");
  expect(textOr("jobs.state.done", "x")).toBe("Done");
  expect(textOr("jobs.name.unheard_of", "unheard_of")).toBe("unheard_of");
  expect(document.documentElement.lang).toBe("en");
});
