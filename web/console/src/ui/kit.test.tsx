import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { renderPage } from "@/testing/render";
import { CohortHeatmap, ConfirmButton, Delta, FunnelChart, Money } from ".";
import { initialsOf, toneOf } from "./Avatar";
import { labelRoom, labelShifts } from "./chart/LineChart";

it("colours a change by what is good and names the comparison", () => {
  renderPage(
    <>
      <Delta change={0.4} good="down" against="对比上周" />
      <Delta change={0.07} against="对比上周六" />
    </>,
    {},
  );
  expect(screen.getByText("+40.0%").className).toContain("worse");
  expect(screen.getByText("+7.0%").className).toContain("better");
  expect(screen.getByText("对比上周")).toBeTruthy();
});

it("writes money in the session's currency", () => {
  renderPage(
    <Money value={123_456} />,
    {},
    {
      session: { company: { name: "x", currency: "GBP", timezone: "UTC", demo: false } },
    },
  );
  expect(screen.getByText("£1,234.56")).toBeTruthy();
});

it("asks before a destructive action and says how many people it touches", async () => {
  const act = vi.fn();
  renderPage(
    <ConfirmButton question="停止？" people={1204} confirm="停止旅程" onConfirm={act}>
      停止
    </ConfirmButton>,
    {},
  );
  await userEvent.click(screen.getByRole("button", { name: "停止" }));
  expect(await screen.findByText("影响 1,204 人。")).toBeTruthy();
  expect(act).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "停止旅程" }));
  expect(act).toHaveBeenCalledTimes(1);
});

it("shows conversion and loss between funnel steps and opens the people", async () => {
  const reached = vi.fn();
  const steps = [
    { key: "a", name: "浏览", people: 1000 },
    { key: "b", name: "下单", people: 250 },
  ];
  renderPage(<FunnelChart label="漏斗" steps={steps} onReached={reached} />, {});
  expect(screen.getAllByText("25.0%")).toHaveLength(1);
  expect(screen.getByText(/流失 750 人/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "查看到达「下单」的人" }));
  expect(reached).toHaveBeenCalledWith(steps[1], 1);
});

it("leaves unknown cells of a cohort empty", () => {
  renderPage(
    <CohortHeatmap
      label="留存"
      period={(at) => `W${at}`}
      cohorts={[{ key: "1", name: "10-05", size: 200, people: [200, 50, null] }]}
    />,
    {},
  );
  expect(screen.getByText("25.0%")).toBeTruthy();
  expect(screen.getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["200", "100.0%", "25.0%", ""]);
});

it("moves names at line ends apart", () => {
  expect(labelShifts([152, 150, 10], 200, 200)).toEqual([0, 13, 0]);
  expect(labelShifts([null, 100], 100, 200)).toEqual([0, 0]);
  expect([labelRoom(["本段"]), labelRoom(["加入购物车人数"]), labelRoom(["W".repeat(40)])]).toEqual([
    76, 96, 140,
  ]);
});

it("gives a name the same colour and its first signs", () => {
  expect(toneOf("林婉清")).toBe(toneOf("林婉清"));
  expect([initialsOf("林婉清"), initialsOf("Emma Clarke"), initialsOf("  ")]).toEqual(["林", "EC", "?"]);
});
