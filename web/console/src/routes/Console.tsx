import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntdApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter } from "react-router";
import { makeQueryClient } from "@/api/queries";
import { antdTheme } from "@/theme/antd";
import { ThemeProvider, useTheme } from "@/theme/ThemeProvider";
import { JobToastProvider } from "@/ui/JobToast";
import { ToastBridge } from "@/ui/toast";
import { AppRoutes } from "./AppRoutes";

/** People who asked their system for less motion get none. */
const STILL = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

/** Look and language of Ant Design. */
export function Skin({ children }: { children: ReactNode }) {
  const { dark } = useTheme();
  const { i18n } = useTranslation();
  const theme = useMemo(
    () => ({ ...antdTheme(dark, !STILL), zeroRuntime: import.meta.env.MODE === "test" }),
    [dark],
  );
  return (
    <ConfigProvider
      theme={theme}
      locale={i18n.language === "en" ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <AntdApp component={false} message={{ maxCount: 3 }} notification={{ placement: "bottomRight" }}>
        <ToastBridge />
        {children}
      </AntdApp>
    </ConfigProvider>
  );
}

export function Console() {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <ThemeProvider>
        <Skin>
          <BrowserRouter basename="/app">
            <JobToastProvider>
              <AppRoutes />
            </JobToastProvider>
          </BrowserRouter>
        </Skin>
      </ThemeProvider>
    </QueryClientProvider>
  );
}
