// Runs a TypeScript entry point of this repository: bundles it with esbuild next to the installed packages, then imports it.
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} entry path from the repository's root, such as "test/lab/main.ts"
 * @returns the module's exports
 */
export async function importTs(entry) {
  const { build } = await import("esbuild");
  const outdir = join(root, "node_modules/.cache/gantry-scripts");
  await mkdir(outdir, { recursive: true });
  const outfile = join(outdir, `${basename(entry, ".ts")}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
    define: { "import.meta.dirname": JSON.stringify(join(root, entry, "..")) },
  });
  return import(pathToFileURL(outfile).href);
}
