import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { expect, it, vi } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { Customer } from "./api";
import CustomersPage from "./list/CustomersPage";
import type { Profile } from "./profile/api";
import CustomerPage from "./profile/CustomerPage";
import TagsPage from "./tags/TagsPage";

const LIN: Customer = {
  id: "pro_lin",
  name: "林婉清",
  phone: "138****6021",
  email: "l***@yunlan.example",
  stage: "repeat",
  stage_label: "复购客户",
  orders: 5,
  spend: 184_200,
  first_order: "2025-12-21T02:00:00Z",
  last_order: "2026-11-18T13:40:00Z",
  first_seen: "2025-12-21T02:00:00Z",
  last_seen: "2026-11-21T14:14:00Z",
  created: "2025-12-21T02:00:00Z",
  city: "苏州",
  province: "江苏省",
  source: "store",
  is_test: false,
  org_unit: null,
  owner: null,
  tags: ["高品质床品"],
};
const PROFILE: Profile = {
  ...LIN,
  members: ["pro_lin", "pro_two"],
  traits: [
    {
      key: "gender",
      value: "female",
      source: "store",
      time: "2026-11-18T00:00:00Z",
      personal: false,
      others: [],
    },
  ],
  tag_details: [
    { tag: "高品质床品", source: "console", at: "2026-11-18T00:00:00Z", by: null, expires: null },
  ],
  consents: [
    {
      channel: "sms",
      label: "短信",
      granted: false,
      at: "2026-11-18T00:00:00Z",
      origin: "store",
      proof: "",
    },
  ],
  stages: [{ stage: "repeat", label: "复购客户", previous: "", at: "2026-11-18T00:00:00Z" }],
};
const MERGE = {
  id: "mrg_one",
  left: "pro_lin",
  right: "pro_two",
  survivor: "pro_lin",
  absorbed: "pro_two",
  rule: "phone+phone",
  evidence: {},
  at: "2026-11-18T00:47:00Z",
  by: null,
  undone_at: null,
  undone_by: null,
};
const node = (id: string, profile: string, kind: string, label: string) => ({
  id,
  kind,
  label,
  profile,
  first_seen: "2026-11-18T00:00:00Z",
  last_seen: "2026-11-18T00:00:00Z",
  source: "store",
  evidence: "form-7",
  verified: true,
  via: null,
});
const EVENT = {
  id: "evt_1",
  name: "stage_changed",
  label: "生命周期变更",
  group: "profile",
  kind: "fact",
  time: "2026-11-18T00:47:00Z",
  source: "marketloop",
  quality: 0,
  profile: "pro_lin",
  properties: { previous: "first_purchase", stage: "repeat" },
};

const AT = "/api/v1/profiles/pro_lin";
const routes = (more = {}) => ({
  [`GET ${AT}`]: () => PROFILE,
  [`GET ${AT}/timeline`]: () => ({ items: [EVENT], next_cursor: null }),
  [`GET ${AT}/identity`]: () => ({
    profile: "pro_lin",
    members: ["pro_lin", "pro_two"],
    origins: [],
    nodes: [
      node("idf_1", "pro_lin", "phone", "138****6021"),
      node("idf_2", "pro_two", "card_number", "SZ-20931"),
    ],
    merges: [MERGE],
    refusals: [],
  }),
  [`GET ${AT}/orders`]: () => pageOf([]),
  [`GET ${AT}/segments`]: () => [],
  [`GET ${AT}/journeys`]: () => [],
  [`GET ${AT}/notes`]: () => [],
  "GET /api/v1/messages": () => pageOf([]),
  "GET /api/v1/segments": () => pageOf([]),
  "GET /api/v1/journeys": () => pageOf([]),
  "GET /api/v1/tags": () => [],
  ...more,
});
const page = (
  <Routes>
    <Route path="/customers/:id" element={<CustomerPage />} />
  </Routes>
);
const show = (more = {}) => renderPage(page, routes(more), { at: "/customers/pro_lin" });

it("lists people and keeps filters of the address", async () => {
  const { asked } = renderPage(
    <CustomersPage />,
    { "GET /api/v1/profiles": () => pageOf([LIN]), "GET /api/v1/tags": () => [] },
    { at: "/customers?stage=repeat,lapsed&spend_from=10000&consent=email" },
  );
  expect(await screen.findByText("林婉清")).toBeTruthy();
  expect(screen.getByText("¥1,842")).toBeTruthy();
  const query = asked.find((one) => one.path === "/api/v1/profiles")?.query;
  expect(query?.getAll("stage")).toEqual(["repeat", "lapsed"]);
  expect([query?.get("spend_from"), query?.get("consent")]).toEqual(["10000", "email"]);
});

it("teaches when there is nobody and shows a refusal", async () => {
  const first = renderPage(<CustomersPage />, {
    "GET /api/v1/profiles": () => pageOf([]),
    "GET /api/v1/tags": () => [],
  });
  expect(await screen.findByText("还没有客户")).toBeTruthy();
  first.unmount();
  renderPage(<CustomersPage />, {
    "GET /api/v1/profiles": () => refuse({ status: 403, code: "forbidden", detail: "您没有这项权限。" }),
  });
  expect(await screen.findByText("您没有这项权限。")).toBeTruthy();
});

it("shows the person with sentences, traits in words and the graph in two groups", async () => {
  show();
  expect(await screen.findByRole("heading", { level: 1, name: "林婉清" })).toBeTruthy();
  expect(await screen.findByText("首购客户 → 复购客户")).toBeTruthy();
  expect(screen.getByText("女")).toBeTruthy();
  expect(await screen.findByText("原档案 A")).toBeTruthy();
  expect(screen.getByText("原档案 B")).toBeTruthy();
  expect(screen.getByText("手机相同")).toBeTruthy();
  expect(screen.getByText("¥368.40")).toBeTruthy();
});

const side = (profile: string, name: string, events: number) => ({
  profile,
  name,
  profiles: [profile],
  identifiers: [node("idf_1", profile, "phone", "138****6021")],
  traits: [
    {
      key: "city",
      value: "苏州",
      source: "store",
      time: "2026-11-18T00:00:00Z",
      personal: false,
      others: [],
    },
  ],
  events,
  orders: 4,
  amount: 175_500,
  first: "2026-01-01T00:00:00Z",
  last: "2026-11-18T00:00:00Z",
});

it("shows what would split before a merge is undone, and both people after", async () => {
  const { asked } = show({
    "GET /api/v1/merges/mrg_one/split": () => ({
      merge: MERGE,
      kept: side("pro_lin", "林婉清", 64),
      restored: side("pro_two", "林女士", 3),
    }),
    "POST /api/v1/merges/mrg_one/undo": () => ({ kept: "pro_lin", restored: "pro_two" }),
    "GET /api/v1/profiles/pro_two": () => ({ ...PROFILE, id: "pro_two", name: "林女士", orders: 9 }),
  });
  fireEvent.click(await screen.findByRole("button", { name: /撤销合并/ }));
  expect(await screen.findByText("恢复为独立档案")).toBeTruthy();
  expect(screen.getByText("64")).toBeTruthy();
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  const buttons = await screen.findAllByRole("button", { name: /撤销合并/ });
  fireEvent.click(buttons.at(-1) as HTMLElement);
  expect(await screen.findByText("已拆成两份档案")).toBeTruthy();
  expect(await screen.findByText(/现有 9 单/)).toBeTruthy();
});

it("asks for the proof before a consent is recorded", async () => {
  const put = vi.fn(() => PROFILE);
  show({ [`PUT ${AT}/consents`]: put });
  fireEvent.click(await screen.findByRole("switch", { name: "短信营销同意" }));
  fireEvent.click(await screen.findByRole("button", { name: /^记\s*录$/ }));
  expect(await screen.findByText("请写明客户怎样表示同意。")).toBeTruthy();
  expect(put).not.toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText("凭据"), { target: { value: "电话确认" } });
  fireEvent.click(screen.getByRole("button", { name: /^记\s*录$/ }));
  await waitFor(() => expect(put).toHaveBeenCalled());
  expect(put.mock.calls).toMatchObject([[{ body: { channel: "sms", granted: true, proof: "电话确认" } }]]);
});

it("lists tags by people and teaches how to make one", async () => {
  const first = renderPage(<TagsPage />, {
    "GET /api/v1/tags": () => [
      { id: "tag_1", name: "有娃家庭", group: "", colour: "", description: "", profiles: 12 },
    ],
  });
  const link = await screen.findByRole("link", { name: "12" });
  expect(link.getAttribute("href")).toBe(`/customers?tag=${encodeURIComponent("有娃家庭")}`);
  first.unmount();
  renderPage(<TagsPage />, { "GET /api/v1/tags": () => [] });
  expect(await screen.findByText("还没有标签")).toBeTruthy();
});

it("puts a tag on that a note suggests, only when somebody confirms it", async () => {
  const suggestion = { id: "sug_1", tag: "有娃家庭", word: "孩子", state: "open", by: "" };
  const note = {
    id: "nte_1",
    text: "有两个孩子",
    by: "苏晴",
    at: "2026-11-18T00:00:00Z",
    suggestions: [suggestion],
  };
  const { asked } = show({
    [`GET ${AT}/notes`]: () => [note],
    "POST /api/v1/tag-suggestions/sug_1/confirm": () => ({ ...suggestion, state: "confirmed", by: "苏晴" }),
  });
  expect(await screen.findByText("建议：提到「孩子」")).toBeTruthy();
  expect(asked.some((one) => one.path.includes("tag-suggestions"))).toBe(false);
  fireEvent.click(screen.getByRole("button", { name: "采纳标签「有娃家庭」" }));
  await waitFor(() => expect(asked.some((one) => one.path.endsWith("sug_1/confirm"))).toBe(true));
});
