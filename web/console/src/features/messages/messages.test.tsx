import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";
import { type Routes as Answers, pageOf, refuse, renderPage } from "@/testing/render";
import type { Message, MessageDetail, Template } from "./api";
import MessagePage from "./outbox/MessagePage";
import OutboxPage from "./outbox/OutboxPage";
import PolicyPage from "./policy/PolicyPage";
import { offsetOf } from "./templates/BodyEditor";
import NewTemplatePage from "./templates/NewTemplatePage";
import TemplatesPage from "./templates/TemplatesPage";

const TEMPLATE: Template = {
  id: "tpl_1",
  key: "welcome",
  name: "新客欢迎",
  channel: "email",
  subject: "欢迎",
  purpose: "marketing",
  topic: "",
  version: 3,
  archived: false,
  updated_at: "2026-11-20T02:00:00Z",
};
const MESSAGE: Message = {
  id: "msg_1",
  profile: "pro_1",
  profile_name: "林婉清",
  channel: "email",
  template: "tpl_1",
  template_name: "新客欢迎",
  purpose: "marketing",
  journey: "jny_1",
  node: "hello",
  state: "suppressed",
  reason: "no_consent",
  detail: "",
  created_at: "2026-11-20T02:00:00Z",
  due_at: "2026-11-20T02:00:00Z",
  sent_at: null,
  opened_at: null,
  clicked_at: null,
  unsubscribed_at: null,
};
const DETAIL: MessageDetail = {
  ...MESSAGE,
  intent_key: "1:hello:1",
  journey_version: 2,
  template_version: 3,
  attempts: 0,
  variables: {},
  decisions: [
    { check: "profile", verdict: "ok", seen: "" },
    { check: "no_consent", verdict: "suppress", seen: "" },
  ],
  events: [],
  mail: null,
};
const CHANNEL = {
  key: "email",
  mode: "outbox",
  paused: false,
  rate_per_minute: null,
  failures: 0,
  broken_until: null,
  last_error: "",
  waiting: 4,
};
const AROUND: Answers = {
  "GET /api/v1/channels": () => [CHANNEL],
  "GET /api/v1/templates": () => pageOf([TEMPLATE]),
  "GET /api/v1/journeys": () => pageOf([{ id: "jny_1", name: "新客旅程" }]),
};

describe("templates", () => {
  it("lists name, key, subject and version", async () => {
    renderPage(<TemplatesPage />, AROUND);
    const row = (await screen.findByText("新客欢迎")).closest("tr");
    expect(row?.textContent).toContain("welcome");
    expect(row?.textContent).toContain("v3");
  });

  it("teaches when there is none", async () => {
    renderPage(<TemplatesPage />, { "GET /api/v1/templates": () => pageOf([]) });
    expect(await screen.findByText("还没有模板")).toBeTruthy();
  });

  it("names the faulty line and keeps from saving", async () => {
    renderPage(<NewTemplatePage />, {
      "POST /api/v1/templates/validate": () => [
        { field: "body", line: 4, column: 7, code: "mjml_wrong", params: {}, detail: "标签没有关闭。" },
      ],
      "GET /api/v1/profiles": () => pageOf([]),
    });
    expect(await screen.findByText("标签没有关闭。")).toBeTruthy();
    expect(screen.getByText("正文 · 第 4 行第 7 列")).toBeTruthy();
    expect(screen.getByRole("button", { name: "保存" }).hasAttribute("disabled")).toBe(true);
  });

  it("shows the preview and the server's refusal of a save", async () => {
    const { asked } = renderPage(<NewTemplatePage />, {
      "POST /api/v1/templates/validate": () => [],
      "POST /api/v1/templates/preview": () => ({
        subject: "林婉清，您好",
        sender_name: "",
        html: "<p>信</p>",
        text: "信",
        problems: [],
      }),
      "POST /api/v1/templates": () =>
        refuse({ status: 409, code: "template_key_taken", detail: "标识 welcome 已被使用，换一个。" }),
      "GET /api/v1/profiles": () => pageOf([]),
    });
    expect(await screen.findByText("林婉清，您好")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("名称"), { target: { value: "欢迎" } });
    fireEvent.change(screen.getByLabelText("标识"), { target: { value: "welcome" } });
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("标识 welcome 已被使用，换一个。")).toBeTruthy();
    const sent = asked.find((one) => one.method === "POST" && one.path === "/api/v1/templates");
    expect(sent?.body).toMatchObject({ key: "welcome", name: "欢迎", purpose: "marketing" });
  });

  it("finds places in a text", () => {
    expect(offsetOf("ab\ncd\nef", 2, 2)).toBe(4);
    expect(offsetOf("ab", 9, 1)).toBe(2);
  });
});

describe("outbox", () => {
  it("counts states and says why a message was held back", async () => {
    renderPage(<OutboxPage />, {
      ...AROUND,
      "GET /api/v1/messages": ({ query }) =>
        query.get("limit") === "1"
          ? pageOf([], { count: query.get("state") === "suppressed" ? 46 : 0 })
          : pageOf([MESSAGE]),
    });
    const row = (await screen.findByText("林婉清")).closest("tr");
    expect(row?.textContent).toContain("未同意接收营销邮件");
    await waitFor(() => expect(row?.textContent).toContain("新客旅程 · hello"));
    const state = within(screen.getByRole("group", { name: "按状态" })).getByRole("button", {
      name: /已拦截/,
    });
    expect(state.textContent).toBe("已拦截46");
  });

  it("explains one message check by check", async () => {
    renderPage(
      <Routes>
        <Route path="/messages/:id" element={<MessagePage />} />
      </Routes>,
      { ...AROUND, "GET /api/v1/messages/msg_1": () => DETAIL },
      { at: "/messages/msg_1" },
    );
    expect(await screen.findByText("没有发给林婉清：未同意接收营销邮件。")).toBeTruthy();
    expect(screen.getByText("客户存在，且不是测试客户")).toBeTruthy();
    expect(screen.getByText("第 2 项检查未通过")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "重新发送" })).toBeNull();
  });

  it("offers to send an unknown message again", async () => {
    const { asked } = renderPage(
      <Routes>
        <Route path="/messages/:id" element={<MessagePage />} />
      </Routes>,
      {
        ...AROUND,
        "GET /api/v1/messages/msg_1": () => ({
          ...DETAIL,
          state: "unknown",
          reason: "cut_off",
          decisions: [],
        }),
        "POST /api/v1/messages/msg_1/resend": () => DETAIL,
      },
      { at: "/messages/msg_1" },
    );
    fireEvent.click(await screen.findByRole("button", { name: "重新发送" }));
    const popup = (await screen.findByText("重新发送这封邮件？")).closest(".ant-popover") as HTMLElement;
    fireEvent.click(within(popup).getByRole("button", { name: "重新发送" }));
    await waitFor(() => expect(asked.some((one) => one.path.endsWith("/resend"))).toBe(true));
  });
});

describe("contact policy", () => {
  it("says the rules in a sentence and saves what was changed", async () => {
    const rules = {
      total: { per_day: 2, per_week: 6, per_month: null },
      channels: {},
      quiet_hours: null,
      fallback_timezone: "",
      track_opens: true,
    };
    const { asked } = renderPage(<PolicyPage />, {
      ...AROUND,
      "GET /api/v1/contact-policy": () => rules,
      "PUT /api/v1/contact-policy": ({ body }) => body,
      "GET /api/v1/suppressions": () => pageOf([]),
    });
    expect(await screen.findByText("一位客户最多：每天 2 条、每 7 天 6 条；全天可发。")).toBeTruthy();
    fireEvent.click(screen.getByRole("switch", { name: "免打扰" }));
    expect(screen.getByText(/22:00 到 08:00 之间的推迟到结束后发/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "保存规则" }));
    await waitFor(() => {
      const sent = asked.find((one) => one.method === "PUT");
      expect(sent?.body).toEqual({
        ...rules,
        quiet_hours: { start: "22:00:00", end: "08:00:00", behaviour: "delay", transactional_too: false },
      });
    });
  });

  it("shows a refusal instead of rules", async () => {
    renderPage(<PolicyPage />, {
      ...AROUND,
      "GET /api/v1/contact-policy": () =>
        refuse({ status: 403, code: "forbidden", detail: "您的角色不能看。" }),
      "GET /api/v1/suppressions": () => pageOf([]),
    });
    expect(await screen.findByText("您的角色不能看。")).toBeTruthy();
  });
});
