import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { expect, it, vi } from "vitest";
import { pageOf, renderPage } from "@/testing/render";
import type { Account, AccountDetail } from "./api";
import AccountsPage from "./list/AccountsPage";
import AccountPage from "./page/AccountPage";

const HOTEL: Account = {
  id: "acc_1",
  name: "云岚酒店集团",
  kind: "key_account",
  credit_code: "91350100M000100Y43",
  industry: "酒店",
  province: "浙江省",
  city: "杭州市",
  website: "",
  note: "",
  employees: 300,
  parent: null,
  parent_name: "",
  org_unit: null,
  owner: "usr_1",
  owner_name: "苏晴",
  people: 1,
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
};
const DETAIL: AccountDetail = {
  ...HOTEL,
  above: [{ id: "acc_0", name: "云岚控股" }],
  below: [{ ...HOTEL, id: "acc_2", name: "西湖店", people: 0 }],
  contacts: [
    {
      person: "pro_1",
      name: "赵总",
      phone: "139****7777",
      stage: "retained",
      stage_label: "留存客户",
      role: "decision_maker",
      title: "采购总监",
      orders: 3,
      spend: 129_900,
      last_seen: null,
    },
  ],
};
const FACETS = {
  "GET /api/v1/accounts/facets": () => ({ industries: ["酒店"], provinces: ["浙江省"], owners: [] }),
};

it("lists companies and teaches when there are none", async () => {
  const { unmount } = renderPage(<AccountsPage />, {
    ...FACETS,
    "GET /api/v1/accounts": () => pageOf([HOTEL]),
  });
  expect(await screen.findByText("云岚酒店集团")).toBeTruthy();
  expect(screen.getByText("浙江省 杭州市")).toBeTruthy();
  unmount();

  renderPage(<AccountsPage />, { ...FACETS, "GET /api/v1/accounts": () => pageOf([]) });
  expect(await screen.findByText("还没有企业客户")).toBeTruthy();
});

it("shows where a company stands and who its people are, and takes one out after asking", async () => {
  const gone = vi.fn(() => ({ ...DETAIL, contacts: [] }));
  renderPage(
    <Routes>
      <Route path="*" element={<AccountPage />} />
    </Routes>,
    {
      ...FACETS,
      "GET /api/v1/accounts/": () => DETAIL,
      "DELETE /api/v1/accounts/acc_1/contacts/pro_1": gone,
    },
  );

  expect(await screen.findByText("云岚控股")).toBeTruthy();
  expect(screen.getByText("决策人")).toBeTruthy();
  expect(screen.getByText("西湖店")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: /移出企业/ }));
  fireEvent.click(
    await screen
      .findByRole("button", { name: "移出企业" })
      .catch(() => screen.getAllByRole("button", { name: /移出企业/ }).at(-1) as HTMLElement),
  );
  await waitFor(() => expect(gone).toHaveBeenCalled());
});
