import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The product's own page sets the CSRF cookie; under the development server this stands in for it. */
function developmentCsrfCookie(): Plugin {
  return {
    name: "development-csrf-cookie",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.headers.cookie?.includes("csrftoken=") && request.url?.startsWith("/app")) {
          const token = crypto.randomUUID().replaceAll("-", "");
          response.setHeader("Set-Cookie", `csrftoken=${token}; Path=/; SameSite=Lax`);
        }
        next();
      });
    },
  };
}

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/console/" : "/",
  plugins: [react(), developmentCsrfCookie()],
  resolve: { alias: { "@": here("./src") } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: process.env.MARKETLOOP_DEV_SERVER ?? "http://127.0.0.1:8000" } },
  },
  build: {
    outDir: here("../../marketloop/console/dist"),
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    testTimeout: 20_000,
  },
}));
