import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { configError, UserError } from "../../model/error.ts";
import { StackConfig, type StackContext, type StackDefinition } from "../define-stack.ts";
import * as library from "../library.ts";
import { isMapping, show } from "../options/checks.ts";
import { throughCache } from "./bundle-cache.ts";
import { bundleConfig, type ConfigBundle, libraryKey } from "./bundle-config.ts";
import { explainThrown } from "./explain-thrown.ts";

export interface ImportedConfig {
  /** Absolute paths of the files that make it up. */
  files: string[];
  /** What it describes in an environment. @throws UserError `config` with the line that threw. */
  evaluate(context: StackContext): Promise<StackDefinition>;
}

export interface ImportConfigOptions {
  /** Writes a path for people. */
  showPath: (path: string) => string;
  /** Where bundles are kept between runs. Absent: nowhere. */
  cacheFolder?: string | undefined;
}

/**
 * Runs a config and returns what it exports.
 *
 * @throws UserError `config` with the user's own file and line.
 */
export async function importConfig(
  file: string,
  { showPath, cacheFolder }: ImportConfigOptions,
): Promise<ImportedConfig> {
  const names = Object.keys(library);
  const bundle = await throughCache(file, {
    folder: cacheFolder,
    marks: names.join(),
    make: () => bundleConfig(file, names, showPath),
  });
  Object.assign(globalThis, { [Symbol.for(libraryKey)]: library });
  const { url, remove } = await writeModule(bundle, file);
  const explain = (error: unknown) => explainThrown(error, { url, bundle, file, showPath });
  let exported: { default?: unknown };
  try {
    exported = await import(/* @vite-ignore */ url);
  } catch (error) {
    throw missingPackage(error, bundle, file, showPath) ?? explain(error);
  } finally {
    await remove();
  }
  const config = exported.default;
  if (!(config instanceof StackConfig)) throw notAStack(config, showPath(file));
  const evaluate = async (context: StackContext) => {
    let definition: unknown;
    try {
      definition = await config.evaluate(context);
    } catch (error) {
      throw explain(error);
    }
    if (!isDefinition(definition)) throw noDefinition(definition, showPath(file));
    return definition;
  };
  return { files: bundle.files, evaluate };
}

/** The module lies beside the config, so that Node finds the same packages; where nothing can be written, among the temporary files. */
async function writeModule({ code }: ConfigBundle, file: string) {
  const name = `.gantry.config.${process.pid}.${randomBytes(6).toString("hex")}.mjs`;
  let path = join(dirname(file), name);
  try {
    await writeFile(path, code, { mode: 0o600 });
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    path = join(tmpdir(), name);
    await writeFile(path, code, { mode: 0o600 });
  }
  return { url: pathToFileURL(path).href, remove: () => rm(path, { force: true }) };
}

function missingPackage(error: unknown, bundle: ConfigBundle, file: string, showPath: (path: string) => string) {
  if ((error as NodeJS.ErrnoException | null)?.code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const { resolve } = createRequire(file);
  const missing = bundle.packages.filter((name) => !isBuiltin(name) && !canResolve(() => resolve(name)));
  if (missing.length === 0) return undefined;
  const names = missing.map((name) => JSON.stringify(name)).join(", ");
  return new UserError(`${showPath(file)}: imports ${names}, which is not installed.`, {
    code: "config",
    fix: `Install it beside the config: npm install ${missing.join(" ")}.`,
    cause: error,
  });
}

function canResolve(resolve: () => string): boolean {
  try {
    resolve();
    return true;
  } catch (error) {
    // Found, but for `import` only: require() may not see it.
    return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  }
}

/** What the options are is checked with all the rest, later. */
const isDefinition = (value: unknown): value is StackDefinition => isMapping(value);

function noDefinition(value: unknown, file: string): UserError {
  const message = `${file}: what defineStack() got describes no stack: it is ${show(value)}.`;
  return configError([{ message, fix: "Return it from the function: return { name: …, services: … };" }]);
}

function notAStack(value: unknown, file: string): UserError {
  const problem = value === undefined ? "has no default export" : "its default export was not made by defineStack()";
  return configError([
    { message: `${file}: ${problem}.`, fix: "Write: export default defineStack(() => ({ name: …, services: … }))." },
  ]);
}
