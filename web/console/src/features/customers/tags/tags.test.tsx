import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { Tag } from "../api";
import { typedAs } from "../changes/BulkDialog";
import TagsPage from "./TagsPage";
import { linesOf, pathsOf } from "./tree";

const tag = (id: string, name: string, group: string | null, more: Partial<Tag> = {}): Tag => ({
  id,
  name,
  group,
  colour: "",
  description: "",
  kind: "manual",
  segment: null,
  owner: null,
  owner_name: "",
  valid_days: null,
  keywords: [],
  profiles: 12,
  ...more,
});
const group = (id: string, name: string, parent: string | null = null, exclusive = false) => ({
  id,
  name,
  parent,
  exclusive,
  description: "",
});
const GROUPS = [
  group("tgg_2", "家庭结构", "tgg_1"),
  group("tgg_1", "家庭"),
  group("tgg_3", "意向", null, true),
];
const TAGS = [tag("tag_1", "有娃", "tgg_2"), tag("tag_2", "高意向", "tgg_3"), tag("tag_3", "散", null)];
const routes = (more = {}) => ({
  "GET /api/v1/tags": () => TAGS,
  "GET /api/v1/tag-groups": () => GROUPS,
  "GET /api/v1/segments": () => pageOf([]),
  "GET /api/v1/profile-vocabulary": () => ({ staff: [], traits: [] }),
  ...more,
});

it("puts groups in groups, tags without one last, and hides what is in closed ones", () => {
  const shown = (closed: string[] = []) =>
    linesOf(GROUPS, TAGS, new Set(closed)).map((line) => `${line.depth} ${line.key}`);
  expect(shown()).toEqual(["0 tgg_1", "1 tgg_2", "2 tag_1", "0 tgg_3", "1 tag_2", "0 free", "1 tag_3"]);
  expect(shown(["tgg_1", "free"])).toEqual(["0 tgg_1", "0 tgg_3", "1 tag_2", "0 free"]);
  expect(linesOf([], TAGS, new Set()).every((line) => line.depth === 0)).toBe(true);
  expect(pathsOf(GROUPS).map((one) => one.label)).toEqual(["家庭", "家庭 / 家庭结构", "意向"]);
});

it("keeps the type of a trait that is set for many", () => {
  expect([
    typedAs("3", "number"),
    typedAs("3", "text"),
    typedAs("true", "boolean"),
    typedAs("a、b", "list"),
  ]).toEqual([3, "3", true, ["a", "b"]]);
});

it("deletes a tag only after saying for how many people", async () => {
  const { asked } = renderPage(
    <TagsPage />,
    routes({
      "DELETE /api/v1/tags/tag_1": () =>
        refuse({ status: 403, code: "tag_needs_whole_company", detail: "需要全公司的数据范围。" }),
    }),
  );
  expect(await screen.findByText("互斥")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "标签「有娃」的操作" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "删除" }));
  expect(await screen.findByText(/12 位客户会失去这个标签/)).toBeTruthy();
  expect(asked.some((one) => one.method === "DELETE")).toBe(false);
  await userEvent.click(screen.getByRole("button", { name: /^删\s*除$/ }));
  expect(await screen.findByText("需要全公司的数据范围。")).toBeTruthy();
});

it("makes a tag in a group with a term and shows a refusal at its field", async () => {
  const { asked } = renderPage(
    <TagsPage />,
    routes({
      "POST /api/v1/tags": () =>
        refuse({ status: 409, code: "tag_name_taken", detail: "已有这个名称。", fields: { name: "taken" } }),
    }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "新建标签" }));
  await userEvent.type(await screen.findByLabelText("标签名"), "有娃");
  await userEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  expect(await screen.findByText("已有这个名称。")).toBeTruthy();
  await waitFor(() =>
    expect(asked.find((one) => one.method === "POST")?.body).toMatchObject({ name: "有娃" }),
  );
});

it("reports coverage with a verdict and teaches when there is no history", async () => {
  const use = {
    id: "tag_1",
    name: "有娃",
    kind: "rule",
    people: 10,
    share: 0.25,
    last_set: null,
    added: 3,
    removed: 1,
    expiring: 0,
    verdict: "stale",
  };
  const first = renderPage(<TagsPage />, routes({ "GET /api/v1/tags/report": () => [use] }), {
    at: "/tags?tab=report",
  });
  expect(await screen.findByText("25.0%")).toBeTruthy();
  expect(screen.getAllByText("陈旧").length).toBe(2);
  first.unmount();
  renderPage(<TagsPage />, routes({ "GET /api/v1/tags/history": () => pageOf([]) }), {
    at: "/tags?tab=history",
  });
  expect(await screen.findByText("还没有标签变更")).toBeTruthy();
});
