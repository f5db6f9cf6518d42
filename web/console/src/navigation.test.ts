import { expect, it } from "vitest";
import { grants } from "@/api/session";
import { texts } from "@/i18n";
import { navigationFor, type PageEntry, pageAt, pages } from "./navigation";

const load = async () => ({ default: () => null });
const ENTRIES: PageEntry[] = [
  {
    path: "governance/users",
    label: "a",
    group: "governance",
    order: 20,
    permission: "organisation.read",
    load,
  },
  {
    path: "governance/roles",
    label: "b",
    group: "governance",
    order: 10,
    permission: "organisation.read",
    load,
  },
  { path: "customers", label: "c", group: "customers", order: 10, permission: "profiles.read", load },
  { path: "customers/:id", label: "d", group: "customers", parent: "customers", load },
  { path: "customers/tags", label: "e", group: "customers", order: 20, permission: "profiles.write", load },
];

it("shows only groups and pages that the rights open, in order", () => {
  const seller = navigationFor(ENTRIES, (wanted) => grants(["profiles.read"], wanted));
  expect(seller.map((group) => [group.key, group.entries.map((page) => page.path)])).toEqual([
    ["customers", ["customers"]],
  ]);
  const admin = navigationFor(ENTRIES, (wanted) => grants(["*"], wanted));
  expect(admin.map((group) => [group.key, group.entries.map((page) => page.path)])).toEqual([
    ["customers", ["customers", "customers/tags"]],
    ["governance", ["governance/roles", "governance/users"]],
  ]);
});

it("finds the page of an address, the exact one before a pattern", () => {
  expect(pageAt(ENTRIES, "/customers/tags")?.label).toBe("e");
  expect(pageAt(ENTRIES, "/customers/pro_1")?.label).toBe("d");
  expect(pageAt(ENTRIES, "/customers/pro_1/x")).toBeUndefined();
});

it("reads module wildcards", () => {
  expect(grants(["segments.*"], "segments.write")).toBe(true);
  expect(grants(["segments.read"], "segments.write")).toBe(false);
  expect(grants([], undefined)).toBe(true);
});

it("has distinct addresses, named in both languages, with parents that exist", () => {
  const paths = pages.map((page) => page.path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const page of pages) {
    expect(texts("en")[page.label], page.path).toBeTruthy();
    if (page.parent) expect(paths).toContain(page.parent);
  }
});
