// Builds the two files that the product serves, marketloop/events/dist: the site's script and the mini program's module.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const FILES = [
  { entry: "../src/browser/main.ts", file: "marketloop.js", format: "iife", name: "MarketLoopSdk" },
  { entry: "../src/wechat/main.ts", file: "marketloop-wechat.js", format: "cjs" },
];
const outDir = process.argv[2] ?? here("../../../marketloop/events/dist");

for (const { entry, file, format, name } of FILES) {
  await build({
    configFile: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: file === FILES[0].file,
      target: "es2018",
      minify: true,
      lib: { entry: here(entry), formats: [format], name, fileName: () => file },
    },
  });
}
