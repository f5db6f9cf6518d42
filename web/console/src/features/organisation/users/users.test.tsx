import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { pageOf, type Routes, refuse, renderPage, SESSION } from "@/testing/render";
import UsersPage from "./UsersPage";

const PERSON = {
  ...SESSION.user,
  id: "usr_2",
  name: "唐静",
  email: "tang@yunlan.example",
  role_label: "销售",
};
const ROUTES: Routes = {
  "GET /api/v1/users": () => pageOf([SESSION.user, PERSON]),
  "GET /api/v1/roles": () => [{ key: "sales", label: "销售", permissions: [], scope: "self", people: 1 }],
  "GET /api/v1/org-units": () => [{ id: "org_root", name: "云岚家居", kind: "company", parent: null }],
};

it("lists people with role and count", async () => {
  renderPage(<UsersPage />, ROUTES);
  const row = (await screen.findByText("唐静")).closest("tr") as HTMLElement;
  expect(within(row).getByText("销售")).toBeTruthy();
  expect(screen.getByText("共 2 条")).toBeTruthy();
});

it("asks the server for the search and says when nothing matches", async () => {
  const { asked } = renderPage(<UsersPage />, {
    ...ROUTES,
    "GET /api/v1/users": ({ query }) => pageOf(query.get("q") ? [] : [PERSON]),
  });
  await userEvent.type(await screen.findByLabelText("按姓名或邮箱搜索"), "zzz");
  expect(await screen.findByText("没有符合条件的记录")).toBeTruthy();
  expect(asked.some((one) => one.path === "/api/v1/users" && one.query.get("q") === "zzz")).toBe(true);
});

it("turns the order at the server when a heading is pressed", async () => {
  const { asked } = renderPage(<UsersPage />, ROUTES);
  await screen.findByText("唐静");
  await userEvent.click(screen.getByRole("columnheader", { name: "姓名" }));
  await waitFor(() => expect(asked.some((one) => one.query.get("sort") === "-name")).toBe(true));
});

it("shows a refusal beside its field and adds the person when it is right", async () => {
  let taken = true;
  const { asked } = renderPage(<UsersPage />, {
    ...ROUTES,
    "POST /api/v1/users": () =>
      taken
        ? refuse({
            status: 409,
            code: "email_taken",
            detail: "该邮箱已有账号。",
            fields: { email: "email_taken" },
          })
        : PERSON,
  });
  await userEvent.click(await screen.findByRole("button", { name: "添加成员" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("邮箱"), "tang@yunlan.example");
  await userEvent.type(within(dialog).getByLabelText("姓名"), "唐静");
  await userEvent.click(within(dialog).getByLabelText("角色"));
  await userEvent.click(await screen.findByText("仅本人"));
  await userEvent.type(within(dialog).getByLabelText("初始密码"), "quiet-river-91");
  await userEvent.click(within(dialog).getByRole("button", { name: "添加" }));
  expect(await within(dialog).findByText("该邮箱已有账号。")).toBeTruthy();
  taken = false;
  await userEvent.click(within(dialog).getByRole("button", { name: "添加" }));
  expect(await screen.findByText("已添加 唐静。")).toBeTruthy();
  expect(asked.filter((one) => one.method === "POST").at(-1)?.body).toEqual({
    email: "tang@yunlan.example",
    name: "唐静",
    role: "sales",
    org_unit: "org_root",
    password: "quiet-river-91",
    language: "zh-CN",
  });
});

it("offers no changes without the right, and retries after a failure", async () => {
  let broken = true;
  renderPage(
    <UsersPage />,
    {
      ...ROUTES,
      "GET /api/v1/users": () =>
        broken ? refuse({ status: 500, code: "internal", detail: "服务器出错了。" }) : pageOf([PERSON]),
    },
    { session: { permissions: ["organisation.read"] } },
  );
  expect(await screen.findByText("服务器出错了。")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "添加成员" })).toBeNull();
  broken = false;
  await userEvent.click(screen.getByRole("button", { name: "重试" }));
  expect(await screen.findByText("唐静")).toBeTruthy();
});
