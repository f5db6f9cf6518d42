import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type User = Model<"UserOut">;
export type UserIn = Model<"UserIn">;
export type UserChange = Model<"UserChange">;
export type Role = Model<"RoleOut">;
export type Unit = Model<"UnitOut">;
export type ApiKey = Model<"ApiKeyOut">;
export type AuditEntry = Model<"AuditOut">;

export function useUsers() {
  return useList({
    key: ["users"],
    sort: "name",
    filters: { role: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(api.GET("/api/v1/users", { params: { query: { q, sort, limit, cursor, role: filters.role } } })),
  });
}

export const useRoles = () =>
  useQuery({ queryKey: ["roles"], queryFn: () => take(api.GET("/api/v1/roles")) });

export const useUnits = () =>
  useQuery({ queryKey: ["org-units"], queryFn: () => take(api.GET("/api/v1/org-units")) });

export const useApiKeys = () =>
  useQuery({ queryKey: ["api-keys"], queryFn: () => take(api.GET("/api/v1/api-keys")) });

export function useAudit() {
  return useList({
    key: ["audit"],
    sort: "-at",
    filters: { subject: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/audit", { params: { query: { q, sort, limit, cursor, subject: filters.subject } } }),
      ),
  });
}

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: UserIn) => take(api.POST("/api/v1/users", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
}

/** Change a person; `silent` when the caller shows refusals itself. */
export function useUpdateUser(options: { silent?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: options.silent },
    mutationFn: ({ id, ...body }: UserChange & { id: string }) =>
      take(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
}

export function useCreateUnit() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"UnitIn">) => take(api.POST("/api/v1/org-units", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["org-units"] }),
  });
}

export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"ApiKeyIn">) => take(api.POST("/api/v1/api-keys", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}
