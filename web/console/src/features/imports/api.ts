import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, request, take } from "@/api/client";
import { errorOf } from "@/api/errors";
import { useList } from "@/api/list";
import type { paths } from "@/api/schema";
import { currentLanguage } from "@/i18n";

export type Import = Model<"ImportOut">;
export type Kind = Import["kind"];
export type State = Import["state"];
export type Preview =
  paths["/api/v1/imports/{import_id}/preview"]["get"]["responses"]["200"]["content"]["application/json"];
export type Target =
  paths["/api/v1/imports/fields"]["get"]["responses"]["200"]["content"]["application/json"][number];

export const KINDS: Kind[] = ["contacts", "orders", "products", "events"];
export const STATES: State[] = ["draft", "ready", "running", "done", "failed", "cancelled"];
export const MOST_BYTES = 500 * 1024 * 1024;

/** Which column feeds which target, and how the file is read. */
export interface Mapping {
  kind: Kind;
  columns: Record<string, string>;
  options: Record<string, unknown>;
}

export function useImports() {
  return useList({
    key: ["imports", "list"],
    sort: "-created_at",
    filters: { kind: "", state: "" },
    refetchInterval: 5_000,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/imports", {
          params: {
            query: {
              q,
              sort,
              limit,
              cursor,
              kind: (filters.kind || undefined) as Kind | undefined,
              state: (filters.state || undefined) as State | undefined,
            },
          },
        }),
      ),
  });
}

export const useImport = (id: string) =>
  useQuery({
    queryKey: ["imports", id],
    queryFn: () => take(api.GET("/api/v1/imports/{import_id}", { params: { path: { import_id: id } } })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 800 : false),
  });

const targetsOf = (kind: Kind) => ({
  queryKey: ["import-targets", kind, currentLanguage()],
  queryFn: () => take(api.GET("/api/v1/imports/fields", { params: { query: { kind } } })),
  staleTime: Number.POSITIVE_INFINITY,
});

export const useTargets = (kind: Kind) => useQuery(targetsOf(kind));

/** The same on demand. */
export function useReadTargets() {
  const client = useQueryClient();
  return (kind: Kind) => client.fetchQuery(targetsOf(kind));
}

/** The file as it would come in with this mapping, which is not kept. */
export const usePreview = (id: string, mapping: Mapping) =>
  useQuery({
    queryKey: ["import-preview", id, mapping],
    queryFn: () =>
      take(
        api.POST("/api/v1/imports/{import_id}/preview", {
          params: { path: { import_id: id } },
          body: mapping,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

function useChange<Words>(send: (words: Words) => Promise<Import>, silent = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: send,
    onSuccess: (row) => {
      client.setQueryData(["imports", row.id], row);
      void client.invalidateQueries({ queryKey: ["imports", "list"] });
    },
  });
}

export const useSaveMapping = (id: string) =>
  useChange((body: Mapping) =>
    take(api.PUT("/api/v1/imports/{import_id}/mapping", { params: { path: { import_id: id } }, body })),
  );

export const useStart = (id: string) =>
  useChange(() =>
    take(api.POST("/api/v1/imports/{import_id}/start", { params: { path: { import_id: id } } })),
  );

export const useCancel = (id: string) =>
  useChange(() =>
    take(api.POST("/api/v1/imports/{import_id}/cancel", { params: { path: { import_id: id } } })),
  );

export function useDelete() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/imports/{import_id}", { params: { path: { import_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["imports", "list"] }),
  });
}

/** A CSV of the server in the reader's language. */
export const readSample = (kind: Kind) =>
  request<string>("GET", "/api/v1/imports/sample", { query: { kind } });
export const readErrors = (id: string) => request<string>("GET", `/api/v1/imports/${id}/errors`);

interface Upload {
  file: File;
  kind: Kind;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends a file; unlike `fetch`, tells how far it is. */
export function upload({ file, kind, onProgress, signal }: Upload): Promise<Import> {
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", "/api/v1/imports");
    sending.setRequestHeader("Accept-Language", currentLanguage());
    sending.setRequestHeader("X-CSRFToken", /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "");
    sending.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    sending.onload = () => {
      if (sending.status === 201) resolve(JSON.parse(sending.responseText) as Import);
      else void errorOf(new Response(sending.responseText, { status: sending.status })).then(reject);
    };
    sending.onerror = () => reject(new TypeError("offline"));
    sending.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => sending.abort());
    sending.send(form);
  });
}
