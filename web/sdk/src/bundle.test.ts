// @vitest-environment node
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { MarketLoop } from "./core/api";
import { Emulator } from "./wechat/emulator";

const LIMIT = 8 * 1024;
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "marketloop-sdk-"));
  execFileSync(process.execPath, [resolve("scripts/build.mjs"), folder], { stdio: "pipe" });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(["marketloop.js", "marketloop-wechat.js"])("%s weighs at most 8 kB after gzip", (file) => {
  const code = readFileSync(join(folder, file));
  expect(gzipSync(code, { level: 6 }).length).toBeLessThanOrEqual(LIMIT);
  expect(code.toString()).not.toMatch(/\bimport\b|process\.env/);
});

it("the mini program's file is a module that its require gives whole", async () => {
  const emulator = new Emulator({ path: "pages/index/index", scene: 1001 });
  emulator.install({ route: "pages/index/index" });
  const marketloop = createRequire(import.meta.url)(join(folder, "marketloop-wechat.js")) as MarketLoop;
  marketloop.load("wkb_mini", { host: "https://data.example.com", flushAfter: 1 });
  Page({});
  emulator.open("pages/index/index");
  await vi.waitFor(() => expect(emulator.messages().map((one) => one.type)).toEqual(["track", "screen"]));
});
