// @vitest-environment node
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";

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
