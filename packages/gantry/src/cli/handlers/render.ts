import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import { UserError } from "../../model/error.ts";
import { renderStack } from "../../render/render-stack.ts";
import type { RenderedFile } from "../../render/rendered-file.ts";
import type { Handler } from "../commands/definition.ts";
import type { renderOptions } from "../commands/render.ts";
import { jsonVersion } from "../json-version.ts";

export const runRender: Handler<typeof renderOptions> = async (context, { options }) => {
  const loaded = await prepareBuilds(await context.load("references"), { printed: true });
  const folder = options.output === undefined ? undefined : resolve(options.output);
  const files = renderStack(loaded, { outputDirectory: folder });
  if (folder !== undefined) await writeFiles(folder, files, options.force || context.globals.yes);
  if (context.globals.json) {
    context.printJson({ version: jsonVersion, folder: folder ?? null, files });
  } else if (folder !== undefined) {
    for (const { path } of files) context.print(join(options.output ?? "", path));
  } else {
    for (const { path, content } of files) {
      if (files.length > 1) context.print(`# --- ${path} ---`);
      context.print(content.trimEnd());
    }
  }
  return 0;
};

/** Writes all files or, when one of them is there and different, none. */
async function writeFiles(folder: string, files: readonly RenderedFile[], overwrite: boolean): Promise<void> {
  const existing = await Promise.all(
    files.map(({ path }) => readFile(join(folder, path), "utf8").catch(ignoreMissing)),
  );
  const changed = files.filter(({ content }, index) => existing[index] !== undefined && existing[index] !== content);
  if (changed.length > 0 && !overwrite) {
    throw new UserError(
      `${changed.map(({ path }) => join(folder, path)).join(", ")}: there already, with other content.`,
      {
        code: "refused",
        fix: "Add --force to overwrite, or choose another folder.",
      },
    );
  }
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
