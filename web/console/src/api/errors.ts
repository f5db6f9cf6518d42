/** What the server refused, in the reader's language. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly params: Record<string, unknown> = {},
    readonly fields: Record<string, string> = {},
  ) {
    super(detail);
    this.name = "ApiError";
  }
}

interface ErrorBody {
  code?: string;
  detail?: string;
  params?: Record<string, unknown>;
  fields?: Record<string, string>;
}

export async function errorOf(response: Response): Promise<ApiError> {
  let body: ErrorBody = {};
  try {
    body = (await response.clone().json()) as ErrorBody;
  } catch {
    // Not JSON: a proxy or a crash answered; the status is all we know.
  }
  const detail = body.detail ?? `HTTP ${response.status}`;
  return new ApiError(
    response.status,
    body.code ?? `http_${response.status}`,
    detail,
    body.params,
    body.fields,
  );
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;
