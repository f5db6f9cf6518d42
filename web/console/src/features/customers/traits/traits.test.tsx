import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refuse, renderPage } from "@/testing/render";
import TraitsPage from "./TraitsPage";

const CITY = {
  key: "city",
  type: "text",
  personal: false,
  computed: false,
  ranked: false,
  rule: "latest",
  default: "latest",
  own: false,
  people: 1204,
  share: 0.602,
  disputed: 37,
};
const POINTS = { ...CITY, key: "points", type: "number", ranked: true, disputed: 0, rule: "max", own: true };
const ROUTES = {
  "GET /api/v1/traits": () => [CITY, POINTS],
  "GET /api/v1/traits/city/sources": () => ({
    items: [{ source: "import", trust: 70, values: 900 }],
    exact: true,
  }),
  "GET /api/v1/traits/city/effect": () => ({
    people: 1204,
    changed: 12,
    exact: true,
    sample: [
      {
        profile: "pro_1",
        name: "林梅",
        before: { value: "上海", source: "web", time: "2026-11-02T01:00:00Z" },
        after: { value: "杭州", source: "import", time: "2026-10-02T01:00:00Z" },
      },
    ],
  }),
  "PUT /api/v1/traits/city/rule": () => ({ job: "job_1" }),
  "GET /api/v1/jobs/job_1": () => ({ id: "job_1", state: "running", done: 1, total: 2, note: "", error: "" }),
};

it("shows whose value another rule would change before it is applied", async () => {
  const { asked } = renderPage(<TraitsPage />, ROUTES);
  await userEvent.click(await screen.findByRole("button", { name: "查看城市的取值规则" }));
  const drawer = await screen.findByRole("dialog");
  const apply = within(drawer).getByRole("button", { name: "应用到全部客户" });
  expect(apply.hasAttribute("disabled")).toBe(true);
  expect(within(drawer).queryByText("取最大")).toBeNull();

  await userEvent.click(within(drawer).getByRole("radio", { name: /取最可信来源/ }));
  expect(await within(drawer).findByText("1,204 位客户中，有 12 位的取值会变。")).toBeTruthy();
  expect(within(drawer).getByText("上海")).toBeTruthy();
  expect(within(drawer).getByText("杭州")).toBeTruthy();
  expect(asked.some((one) => one.method === "PUT")).toBe(false);

  await userEvent.click(apply);
  expect(asked.find((one) => one.method === "PUT")?.body).toEqual({ rule: "trusted" });
});

it("keeps to what was searched and to disputed or changed traits", async () => {
  renderPage(<TraitsPage />, ROUTES);
  expect(await screen.findByText("城市")).toBeTruthy();
  await userEvent.click(screen.getByText("已改规则"));
  expect(screen.queryByText("城市")).toBeNull();
  expect(screen.getByText("取最大")).toBeTruthy();
  await userEvent.type(screen.getByLabelText("搜索特征"), "city");
  expect(screen.getByText("没有符合的特征")).toBeTruthy();
});

it("teaches when there is none and shows a refusal", async () => {
  const first = renderPage(<TraitsPage />, { "GET /api/v1/traits": () => [] });
  expect(await screen.findByText("还没有特征")).toBeTruthy();
  first.unmount();
  renderPage(<TraitsPage />, {
    "GET /api/v1/traits": () => refuse({ status: 403, code: "forbidden", detail: "您没有这项权限。" }),
  });
  expect(await screen.findByText("您没有这项权限。")).toBeTruthy();
});
