// Both languages have the same keys with the same placeholders, keys are used by one file only,
// and every literal key in the source exists.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const src = resolve(dirname(fileURLToPath(import.meta.url)), "../src");
const problems = [];
const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const files = walk(src);
const load = (path) => JSON.parse(readFileSync(path, "utf8"));
const holes = (text) =>
  [...text.matchAll(/\{(\w+)[^}]*\}/g)]
    .map((match) => match[1])
    .sort()
    .join(",");
const owner = new Map();

for (const path of files.filter((file) => file.endsWith("/locale/zh-CN.json"))) {
  const name = relative(src, dirname(path));
  let english = {};
  try {
    english = load(join(dirname(path), "en.json"));
  } catch {
    problems.push(`${name}: en.json is missing`);
  }
  const chinese = load(path);
  for (const key of new Set([...Object.keys(chinese), ...Object.keys(english)])) {
    if (!(key in chinese)) problems.push(`${name}: ${key} is missing in zh-CN`);
    else if (!(key in english)) problems.push(`${name}: ${key} is missing in en`);
    else if (holes(chinese[key]) !== holes(english[key]))
      problems.push(`${name}: ${key} has other placeholders in en`);
    if (owner.has(key)) problems.push(`${key} is defined in ${owner.get(key)} and in ${name}`);
    owner.set(key, name);
  }
}

for (const path of files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))) {
  const source = readFileSync(path, "utf8");
  for (const [, key] of source.matchAll(/\bt\(\s*"([a-z0-9_.-]+)"/gi)) {
    if (!owner.has(key)) problems.push(`${relative(src, path)}: no text for ${key}`);
  }
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length ? 1 : 0);
