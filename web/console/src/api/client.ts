import createClient, { type Middleware } from "openapi-fetch";
import { currentLanguage } from "@/i18n";
import { errorOf } from "./errors";
import type { components, paths } from "./schema";

/** A type of the API by its name, e.g. `Model<"UserOut">`. */
export type Model<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** A page of a list as every list endpoint returns it. */
export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
  count: number;
  count_exact?: boolean;
}

export const SIGNED_OUT = "marketloop:signed-out";
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

function dress(request: Request): Request {
  request.headers.set("Accept-Language", currentLanguage());
  if (!SAFE.has(request.method)) request.headers.set("X-CSRFToken", csrfToken());
  return request;
}

async function refuse(request: Request, response: Response): Promise<void> {
  if (response.ok) return;
  const session = new URL(request.url).pathname === "/api/v1/session";
  if (response.status === 401 && !session) window.dispatchEvent(new Event(SIGNED_OUT));
  throw await errorOf(response);
}

const middleware: Middleware = {
  onRequest: ({ request }) => dress(request),
  onResponse: async ({ request, response }) => {
    await refuse(request, response);
    return undefined;
  },
};

/** Typed client: `await take(api.GET("/api/v1/users", { params: { query: { q } } }))`. Refusals throw `ApiError`. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: (request) => window.fetch(request),
});
api.use(middleware);

/** The body of an answer; refusals have thrown before. */
export async function take<Body>(answer: Promise<{ data?: Body }>): Promise<Body> {
  return (await answer).data as Body;
}

interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/** The same for an address that is not in the generated schema (files, addresses made at run time). */
export async function request<Body>(
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Body> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(key, String(value));
  }
  const form = options.body instanceof FormData;
  const headers: HeadersInit =
    form || options.body === undefined ? {} : { "Content-Type": "application/json" };
  const body = form ? (options.body as FormData) : JSON.stringify(options.body);
  const sent = dress(
    new Request(url, {
      method,
      headers,
      body: options.body === undefined ? undefined : body,
      signal: options.signal,
    }),
  );
  const response = await window.fetch(sent);
  await refuse(sent, response);
  const json = response.headers.get("Content-Type")?.includes("json");
  return (response.status === 204 ? undefined : json ? await response.json() : await response.text()) as Body;
}
