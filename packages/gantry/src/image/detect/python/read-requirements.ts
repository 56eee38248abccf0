import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import { readIfThere } from "../read-project.ts";

export interface Requirements {
  /** The file and those that it includes, relative to the folder. */
  files: readonly string[];
  /** All of them, one after the other. */
  text: string;
}

/**
 * Reads a file of requirements and those that it names by `-r` or `-c`. Undefined when there is none.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 * @throws UserError for an included file that is not there
 */
export async function readRequirements(folder: string, path: string): Promise<Requirements | undefined> {
  const texts = new Map<string, string>();
  const queue = [path];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (texts.has(next)) continue;
    const text = await readIfThere(folder, next);
    if (text === undefined && next === path) return undefined;
    if (text === undefined) throw isMissing(folder, next);
    texts.set(next, text);
    const here = posix.dirname(next);
    queue.push(...included(text).map((name) => posix.join(here, name)));
  }
  return { files: [...texts.keys()], text: [...texts.values()].join("\n") };
}

function included(text: string): string[] {
  const pattern = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*([^\s#]+)/gm;
  return [...text.matchAll(pattern)].flatMap(([, name]) =>
    name === undefined || /^[a-z]+:\/\//.test(name) ? [] : [name],
  );
}

function isMissing(folder: string, name: string): UserError {
  return new UserError(`${posix.join(folder, name)}: this file is named by requirements, and not there.`, {
    code: "config",
    fix: "Add it, or remove the line that names it.",
  });
}
