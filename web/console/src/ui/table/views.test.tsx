import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { useList } from "@/api/list";
import { pageOf, renderPage } from "@/testing/render";
import { DataTable } from "./DataTable";
import type { Column } from "./types";

interface Row {
  id: string;
  name: string;
}
const COLUMNS: Column<Row>[] = [
  { key: "name", title: "名称", sort: "name", required: true, render: (row) => row.name },
  { key: "id", title: "编号", render: (row) => row.id },
];

function Things() {
  const list = useList<Row, { stage: string }>({
    key: ["things"],
    sort: "name",
    filters: { stage: "" },
    fetch: async ({ q, sort, filters }) =>
      pageOf([{ id: "1", name: `${q}|${sort}|${filters.stage}` }], { count: 1_234 }),
  });
  return (
    <DataTable
      name="things"
      list={list}
      columns={COLUMNS}
      empty={{ title: "无" }}
      bulkAll
      bulk={(rows, _clear, everybody) => <span>{everybody ? "everybody" : `${rows.length} chosen`}</span>}
    />
  );
}

const VIEW = {
  id: "vew_1",
  name: "复购",
  query: { q: "林", stage: "repeat", sort: "-name" },
  columns: ["id"],
  shared: true,
  own: false,
  by: "周宁",
};

it("opens a colleague's view and saves what is shown as an own one", async () => {
  const { asked } = renderPage(<Things />, {
    "GET /api/v1/views": () => [VIEW],
    "POST /api/v1/views": () => ({ ...VIEW, id: "vew_2", own: true }),
  });
  expect(await screen.findByText("|name|")).toBeTruthy();
  expect(asked.some((one) => one.path === "/api/v1/views")).toBe(false);

  await userEvent.click(screen.getByRole("button", { name: "视图" }));
  expect(await screen.findByText("周宁")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /复购/ }));
  expect(await screen.findByText("林|-name|repeat")).toBeTruthy();
  expect(asked.find((one) => one.path === "/api/v1/views")?.query.get("of")).toBe("things");

  await userEvent.click(screen.getByRole("button", { name: "复购" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "视图名称" }), "我的");
  await userEvent.click(screen.getByRole("checkbox", { name: "共享给同事" }));
  await userEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  await waitFor(() =>
    expect(asked.find((one) => one.method === "POST")?.body).toEqual({
      table: "things",
      name: "我的",
      shared: true,
      query: VIEW.query,
      columns: ["id"],
    }),
  );
});

it("offers everybody only when the whole page is chosen", async () => {
  renderPage(<Things />, {});
  await screen.findByText("|name|");
  await userEvent.click(screen.getAllByRole("checkbox")[0] as HTMLElement);
  expect(screen.getByText("1 chosen")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "选择全部 1,234 条" }));
  expect(screen.getByText("everybody")).toBeTruthy();
  expect(screen.getByText("已选全部 1,234 条")).toBeTruthy();
});
