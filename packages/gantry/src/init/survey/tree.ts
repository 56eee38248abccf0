import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";

/** The files of a repository that say something about it: by their path, relative to its top. */
export interface Tree {
  /** Absolute. */
  directory: string;
  /** Every file, whether it was read or not. */
  paths: readonly string[];
  /** What was read: manifests, configuration, sources that are not too long. */
  texts: ReadonlyMap<string, string>;
}

const skipped = new Set([
  "node_modules",
  "dist",
  "build",
  "out",
  "coverage",
  "vendor",
  "venv",
  "__pycache__",
  "target",
  "test",
  "tests",
  "__tests__",
  "e2e",
]);
const wanted =
  /\.([cm]?[jt]sx?|py|json|toml|ya?ml|prisma|sql|conf|env|example|ini|astro|svelte|vue)$|(^|\/)(\.env[^/]*|requirements\.txt|[^/]*Dockerfile[^/]*|Caddyfile[^/]*|\.?env\.[^/]+)$/;
const limits = { files: 5_000, bytes: 256 * 1024, depth: 8 };

/** Reads what is worth reading of a repository. Hidden folders, dependencies and build output are not. */
export async function readTree(directory: string, signal: AbortSignal): Promise<Tree> {
  const paths = (await listFiles(directory, "", 0, signal)).slice(0, limits.files);
  const texts = new Map<string, string>();
  for (const path of paths.filter((each) => wanted.test(each))) {
    signal.throwIfAborted();
    const file = join(directory, path);
    if ((await stat(file)).size <= limits.bytes) texts.set(path, await readFile(file, "utf8"));
  }
  return { directory, paths, texts };
}

async function listFiles(directory: string, folder: string, depth: number, signal: AbortSignal): Promise<string[]> {
  if (depth > limits.depth) return [];
  signal.throwIfAborted();
  const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch((error: unknown) =>
    ignoreForbidden(error, folder),
  );
  const files = entries.filter((entry) => entry.isFile()).map((entry) => posix.join(folder, entry.name));
  const folders = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name),
  );
  const below: string[] = [];
  for (const { name } of folders)
    below.push(...(await listFiles(directory, posix.join(folder, name), depth + 1, signal)));
  return [...files.sort(), ...below];
}

/** A database's data in the repository belongs to somebody else. The repository itself has to be readable. */
function ignoreForbidden(error: unknown, folder: string): [] {
  const { code } = error as NodeJS.ErrnoException;
  if (folder !== "" && (code === "EACCES" || code === "EPERM")) return [];
  throw error;
}

/** The files of a folder and below, by their path from the repository's top. `.` is the top. */
export function filesBelow({ texts }: Tree, folder: string): [path: string, text: string][] {
  return [...texts].filter(([path]) => folder === "." || path.startsWith(`${folder}/`));
}
