// Writes src/api/schema.d.ts from the product's own OpenAPI document (a private, empty home is enough).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const local = join(root, ".venv/bin/marketloop");
const command = process.env.MARKETLOOP_COMMAND ?? (existsSync(local) ? local : "marketloop");
const home = mkdtempSync(join(tmpdir(), "marketloop-openapi-"));
try {
  const document = execFileSync(command, ["openapi"], {
    env: { ...process.env, MARKETLOOP_HOME: home },
    maxBuffer: 64 * 1024 * 1024,
  });
  const { default: openapiTS, astToString, COMMENT_HEADER } = await import("openapi-typescript");
  const tree = await openapiTS(JSON.parse(document.toString()), { defaultNonNullable: false });
  const target = resolve(here, "../src/api/schema.d.ts");
  writeFileSync(target, COMMENT_HEADER + astToString(tree));
  process.stdout.write(`wrote ${target}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
