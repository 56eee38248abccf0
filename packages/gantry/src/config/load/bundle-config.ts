import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Location, Message, Plugin } from "esbuild";
import { configError, type Issue, UserError } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";
import { quoteSource } from "./quote-source.ts";

/** A config as one module of plain JavaScript. */
export interface ConfigBundle {
  code: string;
  /** A source map, version 3; its sources are relative to the config's folder. */
  sourceMap: string;
  /** Absolute paths of the files in it: the config first, then what it imports. */
  files: string[];
  /** Packages that are imported when it runs. */
  packages: string[];
}

/** The global that the module takes our own package from. */
export const libraryKey = "gantry.library";

/** What our own package is in, for esbuild. It stands in its messages: `"package:gantry"`. */
const libraryNamespace = "package";

/**
 * Bundles a config and the files that it imports. Packages stay outside, but for our own: that one is the running copy.
 *
 * @param exportNames what our own package exports
 * @param showPath writes a path for people
 * @throws UserError `config` with file, line and column of what is no TypeScript, or is not there.
 */
export async function bundleConfig(
  file: string,
  exportNames: readonly string[],
  showPath: (path: string) => string,
): Promise<ConfigBundle> {
  const esbuild = loadEsbuild();
  const folder = dirname(file);
  const options = {
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: "gantry.config.mjs",
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    // A bundle follows from the files in it alone; path aliases are for editors.
    tsconfigRaw: {},
    sourcemap: "external",
    metafile: true,
    logLevel: "silent",
    plugins: [ownPackage(exportNames)],
    define: {
      "import.meta.url": JSON.stringify(pathToFileURL(file).href),
      "import.meta.filename": JSON.stringify(file),
      "import.meta.dirname": JSON.stringify(folder),
    },
  } as const;
  try {
    const { outputFiles, metafile } = await esbuild.build({
      ...options,
      entryPoints: [file],
      plugins: [...options.plugins],
    });
    const output = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? "";
    const imports = Object.values(metafile.outputs).flatMap((each) => each.imports);
    return {
      code: output(".mjs"),
      sourceMap: output(".map"),
      files: Object.keys(metafile.inputs)
        .filter((path) => !path.startsWith(`${libraryNamespace}:`))
        .map((path) => resolve(folder, path)),
      packages: imports.filter(({ external }) => external).map(({ path }) => path),
    };
  } catch (error) {
    if (isBuildFailure(error)) throw explainFailure(error, { folder, exportNames, showPath });
    throw error;
  } finally {
    // Its service would outlive the work that it is for.
    await esbuild.stop();
  }
}

/**
 * Carries a native program and takes a while to load: only who bundles pays. By require(), which spares reading through it for its exports:
 * 12 ms.
 */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}

/** Our own package as a module that takes its exports from a global of the running copy. */
function ownPackage(exportNames: readonly string[]): Plugin {
  const contents = `export const { ${exportNames.join(", ")} } = globalThis[Symbol.for(${JSON.stringify(libraryKey)})];`;
  return {
    name: "gantry",
    setup: (build) => {
      build.onResolve({ filter: /^gantry$/ }, () => ({ path: "gantry", namespace: libraryNamespace }));
      build.onLoad({ filter: /.*/, namespace: libraryNamespace }, () => ({ contents }));
    },
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

interface Explaining {
  folder: string;
  exportNames: readonly string[];
  showPath: (path: string) => string;
}

function explainFailure(failure: BuildFailure, { folder, exportNames, showPath }: Explaining): UserError {
  const issues = failure.errors.map((message): Issue => {
    const { location } = message;
    if (!location) return { message: message.text };
    const position = {
      file: showPath(resolve(folder, location.file)),
      line: location.line,
      column: location.column + 1,
    };
    const meant = suggestExport(location, exportNames);
    return { message: endSentence(message.text), position, ...(meant ? { fix: `Did you mean "${meant}"?` } : {}) };
  });
  const { message, code } = configError(issues);
  const detail = failure.errors.flatMap(quoteMessage).join("\n");
  return new UserError(message, { code, issues, cause: failure, ...(detail ? { detail } : {}) });
}

/** What of our own package is meant by a name that is imported from it, and that it does not have. */
function suggestExport({ lineText, column, length }: Location, exportNames: readonly string[]): string | undefined {
  if (!/\bfrom\s*["']gantry["']/.test(lineText)) return undefined;
  const name = lineText.slice(column, column + length);
  return /^\w+$/.test(name) && !exportNames.includes(name) ? nearest(name, exportNames) : undefined;
}

function quoteMessage({ location }: Message): string[] {
  return location ? [quoteSource(location.lineText, location.line, location.column + 1)] : [];
}

const endSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
