import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { makeQueryClient } from "@/api/queries";
import { type Session, SessionProvider } from "@/api/session";
import { Skin } from "@/routes/Console";
import { ThemeProvider } from "@/theme/ThemeProvider";
import { JobToastProvider } from "@/ui/JobToast";

export const SESSION: Session = {
  user: {
    id: "usr_me",
    name: "苏晴",
    email: "su@yunlan.example",
    role: "admin",
    role_label: "管理员",
    org_unit: "org_root",
    org_unit_name: "云岚家居",
    language: "zh-CN",
    is_active: true,
    last_login: null,
  },
  language: "zh-CN",
  csrf_token: "token",
  permissions: ["*"],
  company: { name: "云岚家居", currency: "CNY", timezone: "Asia/Shanghai", demo: false },
};

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

export interface Refusal {
  status: number;
  code: string;
  detail: string;
  fields?: Record<string, string>;
}

/** An answer: the body, or `refuse({...})`. */
export type Routes = Record<string, (asked: Asked) => unknown>;

const isRefusal = (value: unknown): value is { refusal: Refusal } =>
  typeof value === "object" && value !== null && "refusal" in value;

export const refuse = (refusal: Refusal) => ({ refusal });

/** A server made of `"GET /api/v1/users": (asked) => body`; returns what was asked of it. */
export function serve(routes: Routes): Asked[] {
  const log: Asked[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    const url = new URL(input.url);
    const text = await input.text();
    const asked = {
      method: input.method,
      path: url.pathname,
      query: url.searchParams,
      body: text ? JSON.parse(text) : undefined,
    };
    log.push(asked);
    const route = routes[`${asked.method} ${asked.path}`];
    const answer = route
      ? route(asked)
      : refuse({ status: 404, code: "not_found", detail: `no ${asked.method} ${asked.path}` });
    const body = isRefusal(answer)
      ? { ...answer.refusal, params: {}, fields: answer.refusal.fields ?? {} }
      : answer;
    const status = isRefusal(answer) ? answer.refusal.status : body === undefined ? 204 : 200;
    return new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json" },
    });
  });
  return log;
}

interface Options {
  session?: Partial<Session>;
  at?: string;
}

/** A page as a signed-in person sees it, against a server made of routes. */
export function renderPage(
  page: ReactNode,
  routes: Routes,
  options: Options = {},
): RenderResult & { asked: Asked[] } {
  const asked = serve(routes);
  const view = render(
    <QueryClientProvider client={makeQueryClient()}>
      <ThemeProvider>
        <Skin>
          <MemoryRouter initialEntries={[options.at ?? "/"]}>
            <JobToastProvider>
              <SessionProvider session={{ ...SESSION, ...options.session }}>{page}</SessionProvider>
            </JobToastProvider>
          </MemoryRouter>
        </Skin>
      </ThemeProvider>
    </QueryClientProvider>,
  );
  return { ...view, asked };
}

/** A page of a list. */
export const pageOf = <Item,>(items: Item[], more: { next_cursor?: string; count?: number } = {}) => ({
  items,
  next_cursor: more.next_cursor ?? null,
  count: more.count ?? items.length,
  count_exact: true,
});
