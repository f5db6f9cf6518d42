// Writes src/api/schema.d.ts from the product's OpenAPI document.
//   npm run gen                        asks the product itself, in a home of its own
//   npm run gen -- openapi.json        from a file
//   npm run gen -- --check [openapi.json]   writes nothing; exit 1 when the committed file is stale
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const target = resolve(here, "../src/api/schema.d.ts");
const words = process.argv.slice(2);
const check = words.includes("--check");
const file = words.find((word) => !word.startsWith("--"));

function askProduct() {
  const local = join(root, ".venv/bin/marketloop");
  const command = process.env.MARKETLOOP_COMMAND ?? (existsSync(local) ? local : "marketloop");
  const home = mkdtempSync(join(tmpdir(), "marketloop-openapi-"));
  try {
    const env = { ...process.env, MARKETLOOP_HOME: home };
    return execFileSync(command, ["openapi"], { env, maxBuffer: 64 * 1024 * 1024 }).toString();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const document = file ? readFileSync(resolve(process.env.INIT_CWD ?? ".", file), "utf8") : askProduct();
const text =
  COMMENT_HEADER + astToString(await openapiTS(JSON.parse(document), { defaultNonNullable: false }));
if (!check) {
  writeFileSync(target, text);
  process.stdout.write(`wrote ${target}\n`);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  process.stderr.write("src/api/schema.d.ts is stale: run npm run gen\n");
  process.exit(1);
}
