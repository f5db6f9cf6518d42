import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { Route, Routes } from "react-router";
import { expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import SegmentPage from "./builder/SegmentPage";
import { type Condition, ConditionEditor } from "./condition";
import SegmentsPage from "./list/SegmentsPage";
import { bought, PREVIEW, ROUTES, SEGMENT } from "./segments.fixtures";

const page = (
  <Routes>
    <Route path="/segments" element={<SegmentsPage />} />
    <Route path="/segments/new" element={<SegmentPage />} />
    <Route path="/segments/:id" element={<SegmentPage />} />
    <Route path="/journeys" element={<p>journeys</p>} />
  </Routes>
);
const AT_LIST = { at: "/segments" };
const AT_ONE = { at: "/segments/seg_1" };

const previews = (asked: { path: string; body: unknown }[]) =>
  asked.filter((one) => one.path === "/api/v1/segments/preview").map((one) => one.body);

it("lists segments with size and monthly change, and asks the server for the order", async () => {
  const { asked } = renderPage(page, ROUTES, AT_LIST);
  const row = (await screen.findByText("沉睡 60 天老客")).closest("tr") as HTMLElement;
  expect(within(row).getByText("26")).toBeTruthy();
  expect(within(row).getByText("+14")).toBeTruthy();
  await userEvent.click(screen.getByRole("columnheader", { name: "人数" }));
  await waitFor(() => expect(asked.some((one) => one.query.get("sort") === "size")).toBe(true));
});

it("teaches when there is no segment", async () => {
  renderPage(page, { ...ROUTES, "GET /api/v1/segments": () => pageOf([]) }, AT_LIST);
  expect(await screen.findByText("还没有人群")).toBeTruthy();
});

it("does not archive what is in use, and says what uses it", async () => {
  const { asked } = renderPage(
    page,
    {
      ...ROUTES,
      "GET /api/v1/segments/seg_1/usage": () => [{ kind: "journey", id: "jny_1", name: "唤醒老客" }],
    },
    AT_LIST,
  );
  await userEvent.click(await screen.findByRole("button", { name: "「沉睡 60 天老客」的更多操作" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "归档" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("唤醒老客")).toBeTruthy();
  await userEvent.click(within(dialog).getByText("关闭", { selector: "button span" }));
  expect(asked.some((one) => one.method === "DELETE")).toBe(false);
});

it("archives after a question that names the people", async () => {
  const { asked } = renderPage(
    page,
    { ...ROUTES, "DELETE /api/v1/segments/seg_1": () => undefined },
    AT_LIST,
  );
  await userEvent.click(await screen.findByRole("button", { name: "「沉睡 60 天老客」的更多操作" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "归档" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("影响 26 人。")).toBeTruthy();
  await waitFor(() =>
    expect(within(dialog).getByRole("button", { name: /归\s*档/ })).toHaveProperty("disabled", false),
  );
  await userEvent.click(within(dialog).getByRole("button", { name: /归\s*档/ }));
  await waitFor(() => expect(asked.some((one) => one.method === "DELETE")).toBe(true));
});

it("shows the figures of each leaf and of the whole", async () => {
  renderPage(page, ROUTES, AT_ONE);
  expect(await screen.findByRole("button", { name: "查看单独满足的 112 人" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "26 人，占全部 5.2%" })).toBeTruthy();
  expect(screen.getByText("占全部 5.2% · 共 500 人")).toBeTruthy();
  expect(screen.getByText("500 人 · 810 条事件，0.12 秒算完")).toBeTruthy();
});

it("opens the people behind a leaf's figure", async () => {
  const { asked } = renderPage(page, ROUTES, AT_ONE);
  await userEvent.click(await screen.findByRole("button", { name: "查看单独满足的 112 人" }));
  expect(
    within(await screen.findByRole("dialog")).getByText("买过 任意商品 · 不限时间 · ≥ 2 单"),
  ).toBeTruthy();
  const people = asked.find((one) => one.path === "/api/v1/segments/preview/people");
  expect(people?.body).toEqual({ condition: bought(2) });
});

it("counts a change, takes it back with Ctrl Z and brings it again", async () => {
  const { asked } = renderPage(page, ROUTES, AT_ONE);
  await userEvent.click((await screen.findAllByRole("button", { name: "删除这条" }))[1] as HTMLElement);
  const without = { condition: { type: "all", of: [bought(2)] } };
  await waitFor(() => expect(previews(asked)).toContainEqual(without));
  expect(screen.getByText("有未保存的修改")).toBeTruthy();
  await userEvent.keyboard("{Control>}z{/Control}");
  expect(screen.queryByText("有未保存的修改")).toBeNull();
  await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  expect(screen.getByText("有未保存的修改")).toBeTruthy();
});

it("tells why a person is in it, leaf by leaf", async () => {
  renderPage(page, ROUTES, AT_ONE);
  await userEvent.click(await screen.findByRole("button", { name: "为什么在内" }));
  const why = await screen.findByRole("region", { name: "为什么在内" });
  const verdicts = within(why)
    .getAllByRole("img")
    .map((one) => one.getAttribute("aria-label"));
  expect(verdicts).toEqual(["符合", "不影响结果，同组另一条已满足", "符合"]);
  expect(within(why).getByText(/^3 次，最近/)).toBeTruthy();
});

it("leaves an unfinished leaf out of the count and does not save it", async () => {
  const { asked } = renderPage(page, ROUTES, AT_ONE);
  await userEvent.click(await screen.findByRole("button", { name: "条件" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "标签" }));
  expect(await screen.findByText("请选择标签")).toBeTruthy();
  expect(screen.getByText(/^1 条未填完，未计入/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  expect(asked.some((one) => one.method === "PATCH")).toBe(false);
});

it("shows a refusal at its leaf", async () => {
  renderPage(
    page,
    {
      ...ROUTES,
      "PATCH /api/v1/segments/seg_1": () =>
        refuse({
          status: 422,
          code: "segment_circular",
          detail: "人群不能循环引用：甲 → 乙 → 甲。请去掉其中一处引用。",
          fields: { "condition.of.0": "segment_circular" },
        }),
    },
    AT_ONE,
  );
  await userEvent.click((await screen.findAllByRole("button", { name: "删除这条" }))[1] as HTMLElement);
  await userEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  const leaf = (await screen.findByRole("button", { name: /^订单数/ })).closest(
    "div[class*=leaf]",
  ) as HTMLElement;
  expect(await within(leaf).findByText("人群不能循环引用：甲 → 乙 → 甲。请去掉其中一处引用。")).toBeTruthy();
});

it("saves a new segment under a name and goes to the journeys with it", async () => {
  const { asked } = renderPage(
    page,
    { ...ROUTES, "POST /api/v1/segments": () => ({ ...SEGMENT, id: "seg_9" }) },
    { at: "/segments/new" },
  );
  await userEvent.click(await screen.findByRole("button", { name: /^沉睡老客/ }));
  await userEvent.click(screen.getByRole("button", { name: "保存并用于旅程" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("名称"), "沉睡老客");
  await userEvent.click(within(dialog).getByRole("button", { name: /保\s*存/ }));
  expect(await screen.findByText("journeys")).toBeTruthy();
  const made = asked.find((one) => one.method === "POST" && one.path === "/api/v1/segments");
  expect(made?.body).toMatchObject({
    name: "沉睡老客",
    kind: "dynamic",
    condition: { type: "all", of: [bought(2), bought(0, 60)] },
  });
});

function Held({ start, seen }: { start: Condition; seen: (condition: Condition) => void }) {
  const [value, setValue] = useState(start);
  return (
    <ConditionEditor
      value={value}
      onChange={(next) => {
        seen(next);
        setValue(next);
      }}
      counts={PREVIEW}
    />
  );
}

it("builds a test on an event by keyboard and pointer", async () => {
  let made: Condition | undefined;
  renderPage(<Held start={{ type: "all", of: [] }} seen={(next) => (made = next)} />, ROUTES);
  await userEvent.click(await screen.findByRole("button", { name: "条件" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "做过 / 没做过某事" }));
  await userEvent.type(await screen.findByLabelText("搜索事件"), "浏览{Enter}");
  expect(await screen.findByRole("button", { name: "事件: 浏览商品" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "做过或没做过: 做过" }));
  await userEvent.click(await screen.findByRole("option", { name: "没做过" }));
  expect(made).toEqual({
    type: "all",
    of: [
      {
        type: "event",
        name: "product_viewed",
        where: [],
        window: { kind: "last", amount: 30, unit: "day" },
        op: "eq",
        count: 0,
        count_to: null,
      },
    ],
  });
});

it("moves a leaf by the keys of its grip", async () => {
  let made: Condition | undefined;
  const tag = (name: string): Condition => ({ type: "tag", tag: name, has: true });
  renderPage(
    <Held start={{ type: "any", of: [tag("a"), tag("b")] }} seen={(next) => (made = next)} />,
    ROUTES,
  );
  const grips = await screen.findAllByRole("button", { name: /^拖动排序/ });
  grips[0]?.focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(made).toEqual({ type: "any", of: [tag("b"), tag("a")] });
});
