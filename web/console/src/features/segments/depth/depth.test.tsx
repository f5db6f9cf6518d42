import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import SegmentPage from "../builder/SegmentPage";
import SegmentsPage from "../list/SegmentsPage";
import { PERSON, PERSONA, ROUTES, SEGMENT } from "../segments.fixtures";
import OverlapPage from "./OverlapPage";
import { barOf, telling, tiles } from "./persona";
import { combined, exactly } from "./sets";

const page = (
  <Routes>
    <Route path="/segments" element={<SegmentsPage />} />
    <Route path="/segments/overlap" element={<OverlapPage />} />
    <Route path="/segments/:id" element={<SegmentPage />} />
  </Routes>
);
const at = (tab: string) => ({ at: `/segments/seg_1?tab=${tab}` });
const SNAPSHOTS = ["snp_2", "snp_1"].map((id, index) => ({
  id,
  name: "沉睡 60 天老客",
  note: index ? "上季度" : "本季度",
  condition: SEGMENT.condition,
  size: 26 - index,
  digest: "ab12".repeat(16),
  by: "苏晴",
  at: "2026-11-24T02:00:00Z",
}));

it("tells what sets a segment apart, and draws it around 100", () => {
  expect(telling(PERSONA).map(({ value }) => value.label)).toEqual(["女", "男"]);
  expect(tiles(PERSONA, 6).map(({ value }) => value.label)).toEqual(["女", "苏州"]);
  expect(barOf(150)).toEqual({ left: 50, width: 25 });
  expect(barOf(50)).toEqual({ left: 25, width: 25 });
  expect(barOf(900)).toEqual({ left: 50, width: 50 });
});

it("says set operations as conditions", () => {
  const inside = (id: string) => ({ type: "list", list_id: id, member: true });
  expect(combined("union", ["a", "b"])).toEqual({ type: "any", of: [inside("a"), inside("b")] });
  expect(combined("difference", ["a", "b"])).toEqual({
    type: "all",
    of: [inside("a"), { type: "not", of: { type: "any", of: [inside("b")] } }],
  });
  expect(exactly(["a", "b"], ["a", "b"])).toEqual({ type: "all", of: [inside("a"), inside("b")] });
});

it("shows the persona with sample sizes, and what may be chance", async () => {
  renderPage(page, ROUTES, at("persona"));
  const gender = await screen.findByRole("table", { name: "性别" });
  expect(within(gender).getByRole("row", { name: /女 76\.9% 50\.0% 154/ })).toBeTruthy();
  const tile = within(screen.getByRole("list", { name: "他们是谁" }));
  expect(tile.getByText(/TGI 100 · 不显著/)).toBeTruthy();
  expect(screen.getAllByText("样本 人群 26 / 大盘 500")).toHaveLength(2);
});

it("counts combinations, opens their people and saves an operation", async () => {
  const { asked } = renderPage(
    page,
    {
      ...ROUTES,
      "POST /api/v1/segments/overlap": () => ({
        sets: [
          { id: "seg_1", name: "甲", size: 5 },
          { id: "seg_2", name: "可用邮件触达", size: 345 },
        ],
        together: 347,
        combinations: [
          { inside: ["seg_2"], count: 342 },
          { inside: ["seg_1", "seg_2"], count: 3 },
        ],
      }),
      "POST /api/v1/segments/overlap/people": () => pageOf([PERSON]),
    },
    { at: "/segments/overlap?segments=seg_1,seg_2" },
  );
  const both = await screen.findByRole("button", { name: /的 3 人$/ });
  expect(await screen.findByText("合计 347 人（去重）")).toBeTruthy();
  await userEvent.click(both);
  expect(await screen.findByText("林婉清")).toBeTruthy();
  const people = asked.find((one) => one.path.endsWith("/overlap/people"));
  expect(people?.body).toEqual({ segments: ["seg_1", "seg_2"], inside: ["seg_1", "seg_2"] });
});

it("takes a snapshot and compares two", async () => {
  const { asked } = renderPage(
    page,
    {
      ...ROUTES,
      "GET /api/v1/segments/seg_1/snapshots": () => SNAPSHOTS,
      "POST /api/v1/segments/seg_1/snapshots": () => SNAPSHOTS[0],
      "GET /api/v1/segments/seg_1/snapshots/snp_1/diff/snp_2": () => ({
        earlier: SNAPSHOTS[1],
        later: SNAPSHOTS[0],
        added: 4,
        removed: 3,
        kept: 22,
        same_condition: true,
      }),
    },
    at("snapshots"),
  );
  await userEvent.click(await screen.findByRole("checkbox", { name: "选择快照 本季度" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "选择快照 上季度" }));
  expect(await screen.findByRole("button", { name: "新增 4" })).toBeTruthy();
  expect(screen.getByText("条件没有变")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "拍快照" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("用途"), "发券");
  await userEvent.click(within(dialog).getByRole("button", { name: "拍快照" }));
  await waitFor(() =>
    expect(asked.some((one) => one.method === "POST" && one.path.endsWith("/snapshots"))).toBe(true),
  );
  expect(asked.find((one) => one.method === "POST" && one.path.endsWith("/snapshots"))?.body).toEqual({
    note: "发券",
  });
});

it("adds a rule on the size, and shows its alarms above the list", async () => {
  const alarm = {
    id: "sal_1",
    segment: "seg_1",
    name: "沉睡 60 天老客",
    kind: "change",
    threshold: 20,
    value: 35.2,
    size: 26,
    at: "2026-11-24T02:00:00Z",
    seen: false,
  };
  const { asked } = renderPage(
    page,
    {
      ...ROUTES,
      "POST /api/v1/segments/seg_1/watches": () => ({ id: "swt_1", kind: "change", threshold: 20 }),
    },
    at("history"),
  );
  await userEvent.click(await screen.findByRole("button", { name: /添\s?加/ }));
  await waitFor(() =>
    expect(asked.find((one) => one.path.endsWith("/watches") && one.method === "POST")?.body).toEqual({
      kind: "change",
      threshold: 20,
    }),
  );
  renderPage(page, { ...ROUTES, "GET /api/v1/segments/alarms": () => [alarm] }, { at: "/segments" });
  expect(await screen.findByText("较昨天 +35.2%，现 26 人")).toBeTruthy();
});

it("reports on pasted people before it puts them on the list", async () => {
  const fixed = { ...SEGMENT, kind: "static", condition: null };
  const report = { lines: 2, matched: 1, unknown: 1, repeated: 0, put: 0, change: null };
  const { asked } = renderPage(
    page,
    {
      ...ROUTES,
      "GET /api/v1/segments/seg_1": () => fixed,
      "POST /api/v1/segments/seg_1/import": () => ({
        ...report,
        unused: [{ number: 2, text: "13900000000", reason: "unknown" }],
      }),
    },
    { at: "/segments/seg_1" },
  );
  await userEvent.click(await screen.findByRole("button", { name: "批量导入" }));
  await userEvent.type(await screen.findByLabelText("标识"), "13800138000");
  await userEvent.click(screen.getByRole("button", { name: /核\s?对/ }));
  expect(await screen.findByText("第 2 行")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "加入 1 人" }));
  await waitFor(() =>
    expect(
      asked
        .filter((one) => one.path.endsWith("/import"))
        .map((one) => (one.body as { check_only: boolean }).check_only),
    ).toEqual([true, false]),
  );
});

it("asks for a stated ground, and shows a refusal in the dialog", async () => {
  renderPage(
    page,
    {
      ...ROUTES,
      "POST /api/v1/segments/seg_1/exports": () =>
        refuse({
          status: 422,
          code: "segment_webhook_private",
          detail: "指向内部网络",
          fields: {},
        }),
    },
    at("exports"),
  );
  await userEvent.click(await screen.findByRole("button", { name: "导出到平台" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByText("另有合法依据，拒绝过广告的人除外"));
  await userEvent.click(within(dialog).getByRole("button", { name: "开始导出" }));
  expect(await within(dialog).findByText("请写明合法依据")).toBeTruthy();
  await userEvent.type(within(dialog).getByLabelText("合法依据"), "会员协议");
  await userEvent.click(within(dialog).getByRole("button", { name: "开始导出" }));
  expect(await within(dialog).findByText("指向内部网络")).toBeTruthy();
});
