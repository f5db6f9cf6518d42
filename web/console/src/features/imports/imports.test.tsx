import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";
import { type Routes as Answers, pageOf, refuse, renderPage } from "@/testing/render";
import type { Import, Preview, Target } from "./api";
import ImportPage from "./ImportPage";
import ImportsPage from "./ImportsPage";
import { autoMap, freeKey, withTarget } from "./mapping";
import { sizeWords } from "./words";

const IMPORT: Import = {
  id: "imp_1",
  kind: "contacts",
  state: "ready",
  file_name: "客户.csv",
  file_size: 2048,
  file_format: "csv",
  encoding: "utf-8",
  columns: { user_id: "编号", name: "姓名" },
  options: {},
  counts: {},
  error_code: "",
  error: "",
  job: null,
  progress: null,
  created_at: "2026-11-20T02:00:00Z",
  started_at: null,
  finished_at: null,
};
const TARGETS: Target[] = [
  { name: "user_id", label: "客户编号", type: "id", required: false, synonyms: ["uid"], choices: [] },
  { name: "name", label: "姓名", type: "text", required: false, synonyms: ["fullname"], choices: [] },
];
const PREVIEW: Preview = {
  columns: ["编号", "姓名", "等级"],
  mapping: { user_id: "编号", name: "姓名" },
  options: {},
  unmapped: ["等级"],
  missing: [],
  samples: { 编号: ["1001"], 姓名: ["林晓"], 等级: ["A"] },
  encoding: "utf-8",
  delimiter: ",",
  sheets: [],
  sheet: "",
  rows_in_file: null,
  rows: [
    { row: 2, values: { user_id: "1001", name: "林晓" }, problems: {} },
    { row: 3, values: { user_id: "", name: "陈" }, problems: { 编号: "value_missing" } },
  ],
  checked: 2,
  good: 1,
  bad: 1,
  skipped: 0,
  problems: [{ row: 3, column: "编号", value: "", code: "value_missing", reason: "必填，请补上。" }],
};

const open = (row: Import, answers: Answers, at = "/imports/imp_1") =>
  renderPage(
    <Routes>
      <Route path="/imports/:id" element={<ImportPage />} />
    </Routes>,
    {
      "GET /api/v1/imports/imp_1": () => row,
      "GET /api/v1/imports/fields": () => TARGETS,
      "POST /api/v1/imports/imp_1/preview": () => PREVIEW,
      ...answers,
    },
    { at },
  );

describe("list", () => {
  it("counts what was written", async () => {
    const row = { ...IMPORT, state: "done" as const, counts: { rows: 12, created: 3, updated: 8, bad: 1 } };
    renderPage(<ImportsPage />, { "GET /api/v1/imports": () => pageOf([row]) });
    const cells = (await screen.findByText("客户.csv")).closest("tr")?.querySelectorAll("td");
    expect([...(cells ?? [])].slice(2, 5).map((one) => one.textContent)).toEqual(["12", "11", "1"]);
  });

  it("teaches when nothing was imported", async () => {
    renderPage(<ImportsPage />, { "GET /api/v1/imports": () => pageOf([]) });
    expect(await screen.findByText("还没有导入过文件")).toBeTruthy();
  });
});

describe("wizard", () => {
  it("saves the mapping and shows the preview with the faulty cell", async () => {
    const { asked } = open(IMPORT, { "PUT /api/v1/imports/imp_1/mapping": () => IMPORT });
    expect(await screen.findByText("3 列中对应了 2 列；前 2 行有 1 行可导入")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "下一步：预览" }));
    expect(await screen.findByText("必填，请补上。")).toBeTruthy();
    expect(asked.find((one) => one.method === "PUT")?.body).toEqual({
      kind: "contacts",
      columns: { user_id: "编号", name: "姓名" },
      options: {},
    });
  });

  it("names a missing field and keeps from going on", async () => {
    open(
      { ...IMPORT, state: "draft" },
      { "POST /api/v1/imports/imp_1/preview": () => ({ ...PREVIEW, missing: ["identifier"] }) },
    );
    expect(await screen.findByText(/识别客户的列/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "下一步：预览" }).hasAttribute("disabled")).toBe(true);
  });

  it("starts, and shows the server's refusal", async () => {
    open(
      IMPORT,
      {
        "POST /api/v1/imports/imp_1/start": () =>
          refuse({ status: 409, code: "import_is_running", detail: "正在导入，请等它结束。" }),
      },
      "/imports/imp_1?step=preview",
    );
    fireEvent.click(await screen.findByRole("button", { name: "开始导入" }));
    expect(await screen.findByText("正在导入，请等它结束。")).toBeTruthy();
  });

  it("shows progress in words while it runs", async () => {
    open({ ...IMPORT, state: "running", progress: { done: 420, total: 1000, note: "loading 2/5" } }, {});
    expect(await screen.findByText("正在写入，第 2 / 5 批")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("42%")).toBeTruthy());
  });

  it("says what came of it and offers the bad rows", async () => {
    open({ ...IMPORT, state: "done", counts: { rows: 2, created: 0, updated: 1, bad: 1 } }, {});
    expect(await screen.findByText(/1 行不合格/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "下载错误文件" })).toBeTruthy();
  });
});

describe("mapping", () => {
  it("gives target and column one partner at most", () => {
    expect(withTarget({ user_id: "a", name: "b" }, "b", "user_id")).toEqual({ user_id: "b" });
    expect(withTarget({ user_id: "a", name: "b" }, "b", undefined)).toEqual({ user_id: "a" });
  });

  it("recognises columns by label and synonym", () => {
    expect(autoMap(TARGETS, ["UID", "姓 名", "等级"])).toEqual({ user_id: "UID", name: "姓 名" });
  });

  it("makes keys and sizes", () => {
    expect(freeKey(" 等级/级别 ")).toBe("等级_级别");
    expect([sizeWords(900), sizeWords(1536), sizeWords(5 * 1024 * 1024)]).toEqual([
      "900 B",
      "1.5 KB",
      "5.0 MB",
    ]);
  });
});
