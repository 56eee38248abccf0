// Runs a TypeScript entry point of this repository: bundles it with esbuild next to the installed packages, then imports it.
import { mkdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { root } from "./prepare.mjs";

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
    plugins: [keepDirnames],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile);
  }
}

/** A module that looks for files beside itself finds them, although the bundle lies elsewhere. */
const keepDirnames = {
  name: "keep-dirnames",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll("import.meta.dirname", JSON.stringify(dirname(path))), loader: "ts" };
    });
  },
};
