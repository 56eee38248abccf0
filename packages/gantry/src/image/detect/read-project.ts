import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { UserError } from "../../model/error.ts";

/** The content of a file, or undefined where there is none. */
export async function readIfThere(folder: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, path), "utf8");
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

export async function isThere(folder: string, path: string): Promise<boolean> {
  return (await kindOf(folder, path)) !== undefined;
}

export async function isFolder(folder: string, path: string): Promise<boolean> {
  return (await kindOf(folder, path)) === "folder";
}

/** The first of the paths that is there. */
export async function firstThere(folder: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isThere(folder, path)) return path;
  return undefined;
}

/** @throws UserError when it is not JSON */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${where}: this is not JSON.`, { code: "config", fix: "Mend the file.", cause });
  }
}

/** @throws UserError when it is not YAML */
export function parseYaml(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const place = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
    const at = place ? `${where}:${place.line}:${place.col}` : where;
    throw new UserError(`${at}: this is not YAML.`, { code: "config", fix: "Mend the file.", cause });
  }
}

async function kindOf(folder: string, path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(join(folder, path))).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
