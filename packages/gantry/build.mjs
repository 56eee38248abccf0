// Bundles the command and the library. Dependencies stay external: npm installs them beside the package.
import { spawnSync } from "node:child_process";
import { chmod, rename, rm } from "node:fs/promises";
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

await build({
  entryPoints: { cli: here("src/cli/main.ts"), index: here("src/index.ts") },
  outdir: next,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // yaml's build for browsers is the same code as modules, of which only what is used is kept; its build for Node is CommonJS.
  alias: { yaml: fileURLToPath(new URL("browser/index.js", import.meta.resolve("yaml/package.json"))) },
  // esbuild carries a native binary; everything else is bundled, because one file loads faster than a tree.
  external: ["esbuild"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [leaveOutChildProcess],
  // Less text parses sooner; names stay for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
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
