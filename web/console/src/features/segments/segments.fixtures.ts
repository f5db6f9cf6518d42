/** A small server of segments for the page tests. */
import { pageOf, type Routes } from "@/testing/render";

export const VOCABULARY = {
  events: [
    { value: "product_viewed", label: "浏览商品", count: 5396 },
    { value: "order_paid", label: "订单支付", count: 505 },
  ],
  traits: [{ value: "city", label: "城市", type: "text" }],
  tags: [{ value: "VIP", label: "VIP" }],
  stages: [{ value: "repeat", label: "复购" }],
  channels: [
    { value: "sms", label: "短信" },
    { value: "email", label: "邮件" },
  ],
  identifiers: [{ value: "phone", label: "手机号" }],
  segments: [{ value: "seg_2", label: "可用邮件触达", size: 345 }],
  categories: [{ value: "四件套", label: "四件套" }],
  brands: [],
  products: [],
  staff: [{ value: "usr_1", label: "陆一鸣" }],
  units: [{ value: "org_1", label: "云岚家居", depth: 0 }],
  provinces: [],
  cities: [{ value: "苏州", label: "苏州" }],
  counties: [],
  journeys: [],
  paths: [],
  campaigns: [],
};

export const bought = (count: number, days?: number) => ({
  type: "bought",
  by: "any",
  values: [],
  window: days ? { kind: "last", amount: days, unit: "day" } : { kind: "ever" },
  op: count ? "gte" : "eq",
  count,
  count_to: null,
});

export const SEGMENT = {
  id: "seg_1",
  key: "asleep",
  name: "沉睡 60 天老客",
  description: "买过至少 2 次、60 天没有下单的人",
  kind: "dynamic",
  state: "live",
  condition: { type: "all", of: [bought(2), bought(0, 60)] },
  size: 26,
  computing: false,
  owner: null,
  org_unit: null,
  created_at: "2026-10-28T05:57:00Z",
  updated_at: "2026-10-28T05:57:00Z",
  refreshed_at: "2026-11-24T22:00:00Z",
  sparkline: [
    { at: 1795500000000, size: 12, entered: 12, left: 0 },
    { at: 1795586400000, size: 26, entered: 16, left: 2 },
  ],
};

export const PERSON = {
  id: "pro_1",
  name: "林婉清",
  phone: "",
  email: "",
  stage: "repeat",
  city: "苏州",
  orders: 3,
  spend: 160_900,
  last_order: 1795000000000,
};

export const PREVIEW = {
  count: 26,
  base: 500,
  share: 0.052,
  leaves: [
    { path: "condition.of.0", own: 112, remaining: 112 },
    { path: "condition.of.1", own: 414, remaining: 26 },
  ],
  sample: [PERSON],
  reachable: { sms: 20, email: 18, wecom: 0, wechat: 0 },
  events_scanned: 810,
  elapsed_ms: 120,
  warnings: [],
};

export const EXPLANATION = {
  member: true,
  fulfils: true,
  tree: {
    type: "all",
    holds: true,
    leaf: {},
    data: {},
    of: [
      { type: "bought", holds: true, leaf: bought(2), data: { count: 3, latest: 1795000000000 }, of: [] },
      {
        type: "any",
        holds: true,
        leaf: {},
        data: {},
        of: [
          { type: "tag", holds: false, leaf: { type: "tag", tag: "VIP", has: true }, data: {}, of: [] },
          {
            type: "not",
            holds: true,
            leaf: {},
            data: {},
            of: [
              { type: "bought", holds: false, leaf: bought(1, 60), data: { count: 0, latest: null }, of: [] },
            ],
          },
        ],
      },
    ],
  },
};

const standout = (value: string, segment: number, tgi: number, significant: boolean) => ({
  value,
  label: value,
  segment,
  base: 250,
  segment_share: segment / 26,
  base_share: 0.5,
  tgi,
  p: significant ? 0.001 : 0.4,
  significant,
});

export const PERSONA = {
  segment_size: 26,
  base_size: 500,
  dimensions: [
    {
      key: "gender",
      segment_known: 26,
      base_known: 500,
      values: [standout("女", 20, 154, true), standout("男", 6, 46, true)],
    },
    { key: "city", segment_known: 26, base_known: 500, values: [standout("苏州", 13, 100, false)] },
    { key: "device", segment_known: 0, base_known: 0, values: [] },
  ],
};

export const ROUTES: Routes = {
  "GET /api/v1/segments/alarms": () => [],
  "GET /api/v1/segments/seg_1/persona": () => PERSONA,
  "GET /api/v1/segments/seg_1/watches": () => ({ watches: [], alarms: [] }),
  "GET /api/v1/segments/seg_1/snapshots": () => [],
  "GET /api/v1/segments/seg_1/exports": () => [],
  "GET /api/v1/segments/seg_1/changes": () => [],
  "GET /api/v1/segments": () => pageOf([SEGMENT]),
  "GET /api/v1/segments/vocabulary": () => VOCABULARY,
  "GET /api/v1/segments/vocabulary/properties": () => [
    { name: "category", type: "text", values: [{ value: "四件套", count: 749 }] },
    { name: "amount", type: "number", values: [] },
  ],
  "POST /api/v1/segments/preview": () => PREVIEW,
  "POST /api/v1/segments/preview/people": () => pageOf([PERSON]),
  "GET /api/v1/segments/seg_1": () => SEGMENT,
  "GET /api/v1/segments/seg_1/usage": () => [],
  "GET /api/v1/segments/seg_1/history": () => [],
  "GET /api/v1/segments/seg_1/members": () => pageOf([PERSON]),
  "GET /api/v1/segments/seg_1/explain": () => EXPLANATION,
};
