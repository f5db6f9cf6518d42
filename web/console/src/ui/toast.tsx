import { App } from "antd";
import i18next from "i18next";
import { useEffect } from "react";
import { isApiError } from "@/api/errors";

type Message = ReturnType<typeof App.useApp>["message"];
let message: Message | undefined;

/** Lets code outside components speak through the page's messages. */
export function ToastBridge() {
  const app = App.useApp();
  useEffect(() => {
    message = app.message;
  }, [app.message]);
  return null;
}

/** What went wrong, in words for people: the server's own, else that it could not be reached. */
export function wordsOf(error: unknown): string {
  if (isApiError(error)) return error.detail;
  return i18next.t(error instanceof TypeError ? "ui.error.offline" : "ui.error.page");
}

export const toast = {
  success: (text: string) => void message?.success(text),
  info: (text: string) => void message?.info(text),
  /** A refusal of the server; being signed out is handled by the shell, without a message. */
  error: (error: unknown) => {
    if (isApiError(error) && error.status === 401) return;
    message?.error(typeof error === "string" ? error : wordsOf(error), 5);
  },
};
