// Bundles the command and the library. Dependencies stay external: npm installs them beside the package.
import { spawnSync } from "node:child_process";
import { chmod, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// Built beside the old one, which goes on working until the new one is whole.
const next = here(`dist-${process.pid}`);

// commander loads child_process for commands that are programs of their own. Gantry has none, and loading it costs 6 ms of each start.
const leaveOutChildProcess = {
  name: "leave-out-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: "none", namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {}" }));
  },
};

// yaml's build for browsers is the same code as modules, of which only what is used is kept; its build for Node is CommonJS.
const yaml = fileURLToPath(new URL("browser/index.js", import.meta.resolve("yaml/package.json")));

const common = {
  outdir: next,
  bundle: true,
  platform: "node",
  target: "node20",
  // Less text parses sooner; names stay for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
};

// Libraries for what is rare: each a file of its own, which is loaded when it is asked for.
await build({
  ...common,
  entryPoints: { "libraries/yaml": yaml, "libraries/dockerfile-ast": "dockerfile-ast" },
  format: "cjs",
  outExtension: { ".js": ".cjs" },
});

const loadLibraries = {
  name: "load-libraries",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]load-(yaml|dockerfile-ast)\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/load\("(.+)"\)/, 'load("./libraries/$1.cjs")'),
      loader: "ts",
    }));
  },
};

await build({
  ...common,
  entryPoints: { cli: here("src/cli/main.ts"), index: here("src/index.ts") },
  splitting: true,
  format: "esm",
  alias: { yaml },
  // esbuild carries a native binary; everything else is bundled, because one file loads faster than a tree.
  external: ["esbuild"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [leaveOutChildProcess, loadLibraries],
});
await chmod(`${next}/cli.js`, 0o755);

const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const types = spawnSync(process.execPath, [tsc, "-p", here("tsconfig.types.json"), "--outDir", `${next}/types`], {
  stdio: "inherit",
});
if (types.status === 0) {
  await rm(here("dist"), { recursive: true, force: true });
  await rename(next, here("dist"));
} else {
  await rm(next, { recursive: true, force: true });
  process.exitCode = 1;
}
