import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refuse, renderPage, SESSION } from "@/testing/render";
import { SignInPage, safeNext } from "./SignInPage";

const nobody = () => refuse({ status: 401, code: "not_signed_in", detail: "请登录" });

it("shows the server's words when refused, and sends the CSRF token", async () => {
  const { asked } = renderPage(<SignInPage />, {
    "GET /api/v1/session": nobody,
    "POST /api/v1/session": () =>
      refuse({ status: 401, code: "sign_in_wrong", detail: "邮箱或密码不正确，请重试。" }),
  });
  await userEvent.type(await screen.findByLabelText("邮箱"), "su@yunlan.example");
  await userEvent.type(screen.getByLabelText("密码"), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
  expect((await screen.findByRole("alert")).textContent).toBe("邮箱或密码不正确，请重试。");
  expect(asked.find((one) => one.method === "POST")?.body).toEqual({
    email: "su@yunlan.example",
    password: "wrong",
  });
});

it("asks for what is missing without asking the server", async () => {
  const { asked } = renderPage(<SignInPage />, {
    "GET /api/v1/session": nobody,
    "POST /api/v1/session": () => SESSION,
  });
  await userEvent.click(await screen.findByRole("button", { name: "登录" }));
  expect(await screen.findByText("请输入邮箱。")).toBeTruthy();
  expect(asked.filter((one) => one.method === "POST")).toEqual([]);
});

it("returns only to our own addresses", () => {
  expect(safeNext("/governance/users?q=a")).toBe("/governance/users?q=a");
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "/sign-in", null]) {
    expect(safeNext(next)).toBe("/");
  }
});
