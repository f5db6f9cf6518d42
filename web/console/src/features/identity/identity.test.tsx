import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { expect, it, vi } from "vitest";
import { pageOf, renderPage } from "@/testing/render";
import type { Graph, GraphNode, Merge } from "./api";
import GraphPage from "./graph/GraphPage";
import { layoutOf, lineOfMerge, lineTo } from "./graph/layout";
import MergesPage from "./merges/MergesPage";
import RulesPage from "./rules/RulesPage";

const AT = "2026-11-18T00:47:00Z";
const node = (
  id: string,
  profile: string,
  kind: string,
  label: string,
  via: string | null = null,
): GraphNode => ({
  id,
  kind,
  label,
  profile,
  first_seen: AT,
  last_seen: AT,
  source: "store",
  evidence: "form-7",
  event: { id: "evt_1", name: "form_sent", label: "提交表单", time: AT },
  verified: false,
  via,
});
const MERGE: Merge = {
  id: "mrg_one",
  left: "pro_lin",
  right: "pro_two",
  survivor: "pro_lin",
  absorbed: "pro_two",
  rule: "user_id+phone",
  evidence: { source: "web", message_id: "form-7" },
  at: AT,
  by: null,
  undone_at: null,
  undone_by: null,
  event: null,
  left_node: "idf_1",
  right_node: "idf_3",
};
const origin = (profile: string, events: number) => ({
  profile,
  events,
  orders: 1,
  amount: 8_700,
  first: AT,
  last: AT,
});
const GRAPH: Graph = {
  profile: "pro_lin",
  members: ["pro_two", "pro_lin"],
  origins: [origin("pro_lin", 64), origin("pro_two", 3)],
  nodes: [
    node("idf_1", "pro_lin", "user_id", "YL001"),
    node("idf_2", "pro_lin", "email", "l***@example.com", "idf_1"),
    node("idf_3", "pro_two", "phone", "138****6021"),
  ],
  merges: [MERGE],
  refusals: [
    {
      kind: "anonymous_id",
      label: "a-77",
      reason: "device",
      evidence: "m",
      at: AT,
      other_profile: "pro_x",
      other_name: "王建国",
    },
  ],
};

it("puts an identifier beside the one it came with and joins the bands at the two that met", () => {
  const layout = layoutOf(GRAPH);
  expect(layout.bands.map((band) => [band.letter, band.profile, band.absorbed])).toEqual([
    ["A", "pro_lin", false],
    ["B", "pro_two", true],
  ]);
  const [one, two, three] = ["idf_1", "idf_2", "idf_3"].map((id) => layout.places.get(id));
  expect(one?.y).toBe(two?.y);
  expect(two?.x ?? 0).toBeGreaterThan(one?.x ?? 0);
  expect(three?.y ?? 0).toBeGreaterThan((layout.bands[0]?.y ?? 0) + (layout.bands[0]?.height ?? 0));
  expect(lineOfMerge(layout, MERGE)?.labelX).toBe((one?.x ?? 0) + 144);
  expect(lineOfMerge(layout, { ...MERGE, right: "pro_gone" })).toBeNull();
  if (two) expect(lineTo(layout, two).path).toContain(`L${two.x},`);
});

it("does not lose itself in identifiers that name each other", () => {
  const nodes = [node("a", "pro_lin", "phone", "1", "b"), node("b", "pro_lin", "email", "2", "a")];
  expect(() => layoutOf({ ...GRAPH, nodes, members: ["pro_lin"] })).not.toThrow();
});

it("shows evidence of what is chosen and why links were refused", async () => {
  renderPage(
    <Routes>
      <Route path="/customers/:id/identity" element={<GraphPage />} />
    </Routes>,
    {
      "GET /api/v1/profiles/pro_lin": () => ({ id: "pro_lin", name: "林婉清", orders: 5, spend: 1 }),
      "GET /api/v1/profiles/pro_lin/identity": () => GRAPH,
    },
    { at: "/customers/pro_lin/identity" },
  );
  expect(await screen.findByText("3 个标识来自 2 份原档案；1 次合并在生效，1 条关联被拒绝。")).toBeTruthy();
  expect(screen.getByText(/^64 个事件 · 1 单 ¥87/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "邮箱 l***@example.com" }));
  expect(await screen.findByText("会员号 YL001")).toBeTruthy();
  fireEvent.keyDown(screen.getByRole("button", { name: /会员号与手机同时出现/ }), { key: "Enter" });
  expect(await screen.findByText("会员号 YL001 + 手机 138****6021")).toBeTruthy();
  expect(screen.getByText(/两位实名客户共用的设备/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "王建国" }).getAttribute("href")).toBe("/customers/pro_x/identity");
});

it("lists merges, tells what waits, and teaches when there are none", async () => {
  const start = vi.fn(() => ({ job: "job_1" }));
  const health = {
    merges: 2,
    undone: 1,
    waiting_events: 40,
    squashed_at: null,
    squashed_events: 0,
    running: false,
  };
  const row = { ...MERGE, name: "林婉清", by_name: "", person: "pro_lin" };
  const { unmount } = renderPage(<MergesPage />, {
    "GET /api/v1/merges": () => pageOf([row]),
    "GET /api/v1/identity/health": () => health,
    "POST /api/v1/identity/squash": start,
  });
  expect(await screen.findByText("林婉清")).toBeTruthy();
  expect(screen.getByText("会员号与手机同时出现")).toBeTruthy();
  fireEvent.click(await screen.findByRole("button", { name: "立即整理" }));
  await waitFor(() => expect(start).toHaveBeenCalled());
  unmount();
  renderPage(<MergesPage />, {
    "GET /api/v1/merges": () => pageOf([]),
    "GET /api/v1/identity/health": () => ({ ...health, waiting_events: 0 }),
  });
  expect(await screen.findByText("还没有合并过客户")).toBeTruthy();
});

const KIND = {
  kind: "phone",
  rule: { priority: 20, limit: 3, strong: true },
  default: { priority: 20, limit: 3, strong: true },
  known: true,
  own: false,
  identifiers: 1200,
  blocked: 1,
  refused: 4,
};
const rules = (more = {}) => ({
  "GET /api/v1/identity/kinds": () => [KIND],
  "GET /api/v1/identity/blocked": () => pageOf([]),
  ...more,
});

it("shows the effect of a limit before it is saved", async () => {
  const put = vi.fn(() => [{ ...KIND, own: true, rule: { ...KIND.rule, limit: 1 } }]);
  renderPage(
    <RulesPage />,
    rules({
      "GET /api/v1/identity/kinds/phone/effect": () => ({ people: 900, over: 12, most: 4 }),
      "PUT /api/v1/identity/kinds/phone": put,
    }),
  );
  fireEvent.click(await screen.findByRole("button", { name: /^修\s*改$/ }));
  expect(await screen.findByText(/其中 12 人已超过这个上限/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText("每人上限"), { target: { value: "1" } });
  fireEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  await waitFor(() =>
    expect(put).toHaveBeenCalledWith(
      expect.objectContaining({ body: { priority: 20, limit: 1, strong: true } }),
    ),
  );
  expect(await screen.findByText("已自定义")).toBeTruthy();
});

it("says what hangs on a value before it is blocked", async () => {
  const post = vi.fn(() => ({ added: 1, known: 0, undone: 2, refused: [] }));
  renderPage(
    <RulesPage />,
    rules({
      "POST /api/v1/identity/blocked/effect": () => ({
        label: "139****5678",
        profiles: 3,
        person: "pro_lin",
        merges: 2,
        refused: 5,
        builtin: false,
        blocked: false,
      }),
      "POST /api/v1/identity/blocked": post,
    }),
  );
  fireEvent.click(await screen.findByRole("button", { name: /屏蔽一个值/ }));
  fireEvent.change(await screen.findByLabelText("值"), { target: { value: "13912345678" } });
  fireEvent.click(await screen.findByRole("checkbox", { name: /撤销由它造成的 2 次合并/ }));
  fireEvent.click(screen.getByRole("button", { name: /^屏\s*蔽$/ }));
  await waitFor(() =>
    expect(post).toHaveBeenCalledWith(
      expect.objectContaining({
        body: { kind: "phone", reason: "", take_back: true, values: ["13912345678"] },
      }),
    ),
  );
});

it("hides changes from those who may only read", async () => {
  renderPage(<RulesPage />, rules(), { session: { permissions: ["identity.read"] } });
  expect(await screen.findByText("1,200")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /屏蔽一个值/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /^修\s*改$/ })).toBeNull();
});
