import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { pageOf, renderPage } from "@/testing/render";
import DuplicatesPage from "./DuplicatesPage";
import { percentOf } from "./PairCompare";

const person = (id: string, name: string) => ({
  id,
  name,
  phone: "139****5678",
  email: "",
  stage: "repeat",
  stage_label: "复购客户",
  orders: 2,
  spend: 18_000,
  created: "2026-01-01T00:00:00Z",
});
const field = (name: string, level: string, weight: number) => ({
  field: name,
  level,
  weight,
  left: level ? `${name}甲` : "",
  right: level ? `${name}乙` : "",
});
const pair = (id: string, left: string, right: string) => ({
  id,
  left: person(`pro_${id}1`, left),
  right: person(`pro_${id}2`, right),
  probability: 0.9734,
  weight: 5.2,
  prior: -10.3,
  fields: [
    field("name", "same_sound", 7.5),
    field("phone", "other", -2),
    field("birthday", "same", 10),
    field("email", "", 0),
  ],
  state: "open",
  found_at: "2026-11-24T00:00:00Z",
  decided_at: null,
  decided_by: "",
});
const SUMMARY = {
  open: 2,
  later: 0,
  apart: 0,
  merged: 0,
  searched_at: "2026-11-24T00:00:00Z",
  records: 20_000,
  job: null,
  auto_threshold: null,
};
const routes = (more = {}) => ({
  "GET /api/v1/duplicates": () => pageOf([pair("dup_a", "王晓明", "王小明"), pair("dup_b", "李静", "李婧")]),
  "GET /api/v1/duplicates/summary": () => SUMMARY,
  ...more,
});

it("says in a sentence what speaks for and against, field by field", async () => {
  renderPage(<DuplicatesPage />, routes());
  expect(await screen.findByText("像同一人：生日相同、姓名同音不同字；不像的是：手机不同。")).toBeTruthy();
  expect(screen.getByText("是同一人的把握 97%")).toBeTruthy();
  expect(screen.getByText("一方没有填，不计分")).toBeTruthy();
  expect(screen.getByText("−10.3")).toBeTruthy();
  expect(screen.getByText("自动合并：关")).toBeTruthy();
});

it("is worked by the keyboard, and the last decision can be taken back", async () => {
  const decide = vi.fn(() => ({ ...pair("dup_b", "李静", "李婧"), state: "apart" }));
  const undo = vi.fn(() => pair("dup_b", "李静", "李婧"));
  renderPage(
    <DuplicatesPage />,
    routes({
      "POST /api/v1/duplicates/dup_b/decide": decide,
      "POST /api/v1/duplicates/dup_b/undo": undo,
    }),
  );
  await screen.findByText("王晓明", { selector: "a" });
  fireEvent.keyDown(window, { key: "j" });
  expect(await screen.findByText("李静", { selector: "a" })).toBeTruthy();
  fireEvent.keyDown(window, { key: "n" });
  await waitFor(() =>
    expect(decide).toHaveBeenCalledWith(expect.objectContaining({ body: { decision: "apart" } })),
  );
  expect(await screen.findByText("已记录判断。")).toBeTruthy();
  expect(screen.queryByText("李静")).toBeNull();
  fireEvent.keyDown(window, { key: "u" });
  await waitFor(() => expect(undo).toHaveBeenCalled());
});

it("lets those who may only read look, but neither decide nor search", async () => {
  const decide = vi.fn();
  renderPage(<DuplicatesPage />, routes({ "POST /api/v1/duplicates/dup_a/decide": decide }), {
    session: { permissions: ["profiles.read"] },
  });
  await screen.findByText("王晓明", { selector: "a" });
  fireEvent.keyDown(window, { key: "m" });
  expect(screen.queryByRole("button", { name: /^合并/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /重新查找/ })).toBeNull();
  expect(decide).not.toHaveBeenCalled();
});

it("teaches when nothing waits", async () => {
  renderPage(<DuplicatesPage />, routes({ "GET /api/v1/duplicates": () => pageOf([]) }));
  expect(await screen.findByText("没有待判断的疑似重复")).toBeTruthy();
});

it("never rounds up to certainty", () => {
  expect([0.5, 0.974, 0.9996, 1].map(percentOf)).toEqual(["50%", "97%", "99.96%", "99.99%"]);
});
