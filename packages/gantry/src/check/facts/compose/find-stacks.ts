import { basename, dirname } from "node:path";
import { entriesOf, nodeAt, textsOf } from "../../parse/tree-access.ts";
import type { ComposeCommand } from "./compose-command.ts";
import type { ComposeFile } from "./compose-file.ts";

/** Files that are merged, in order, and the commands that use just these. */
export interface ComposeSet {
  readonly files: readonly string[];
  readonly commands: readonly ComposeCommand[];
}

/** The names that Docker Compose looks for by itself. */
export const isDefaultName = (file: string): boolean => /^(docker-)?compose\.ya?ml$/.test(basename(file));
const isOverride = (file: string): boolean => /^(docker-)?compose\.override\.ya?ml$/.test(basename(file));

/**
 * The sets in which Compose files are used: those of commands, the default file with its override, and what is left by itself, upon the
 * default file of its folder when it is only a part.
 */
export function findStacks(files: ReadonlyMap<string, ComposeFile>, commands: readonly ComposeCommand[]): ComposeSet[] {
  const sets = new Map<string, { files: readonly string[]; commands: ComposeCommand[] }>();
  const add = (names: readonly string[], command?: ComposeCommand) => {
    const key = names.join("\n");
    const known = sets.get(key) ?? { files: names, commands: [] };
    sets.set(key, known);
    if (command) known.commands.push(command);
  };
  const used = new Set<string>();
  for (const file of files.keys()) for (const other of referredFiles(file, files)) used.add(other);
  const defaultNames = byFolder([...files.keys()].filter(isDefaultName));
  const overrides = byFolder([...files.keys()].filter(isOverride));
  for (const file of files.keys()) {
    if (!isDefaultName(file)) continue;
    const override = overrides.get(dirname(file));
    add(override ? [file, override] : [file]);
  }
  for (const command of commands) {
    if (command.files.length > 0 && command.unresolved.length === 0) add(command.files, command);
    else if (command.files.length === 0 && command.unresolved.length === 0) {
      const own = defaultSet(command.folder, [...sets.values()]);
      own?.commands.push(command);
    }
  }
  for (const { files: names } of [...sets.values()]) for (const name of names) used.add(name);
  for (const [path, file] of files) {
    if (used.has(path)) continue;
    const base = defaultNames.get(dirname(path));
    add(base && isPart(file) ? [base, path] : [path]);
  }
  return [...sets.values()];
}

/** Whether a set is of just these files, merged in this order. */
export const isSetOf = ({ files }: ComposeSet, names: readonly string[]): boolean =>
  files.length === names.length && files.every((file, index) => file === names[index]);

/** The sets, with that of these files where they do not have it. */
export const withSet = (sets: readonly ComposeSet[], files: readonly string[]): readonly ComposeSet[] =>
  files.length === 0 || sets.some((set) => isSetOf(set, files)) ? sets : [...sets, { files, commands: [] }];

/** The first file of each folder. */
const byFolder = (files: readonly string[]): ReadonlyMap<string, string> =>
  new Map(files.toReversed().map((file) => [dirname(file), file]));

/** The set of a command without `-f`: the default file of its folder, or the only one there is. */
function defaultSet(folder: string | undefined, sets: { files: readonly string[]; commands: ComposeCommand[] }[]) {
  const defaults = sets.filter(({ files }) => isDefaultName(files[0] ?? "") && files.slice(1).every(isOverride));
  const folderOf = (file: string | undefined) => (file === undefined ? "" : dirname(file).replace(/^\.$/, ""));
  for (
    let current = folder;
    current !== undefined;
    current = current === "" ? undefined : dirname(current).replace(/^\.$/, "")
  ) {
    const own = defaults.find(({ files }) => folderOf(files[0]) === current);
    if (own) return own;
    if (/^[/~]/.test(current)) break;
  }
  return defaults.length === 1 ? defaults[0] : undefined;
}

/** A file with a service that has neither image nor build stands on another. */
export const isPart = ({ tree }: ComposeFile): boolean =>
  tree.documents.some((document) =>
    [...entriesOf(nodeAt(document, "services")).values()].some(
      (service) =>
        service.kind === "mapping" &&
        !["image", "build", "extends", "provider"].some((key) => service.entries.has(key)),
    ),
  );

/** The files that a file includes or extends. */
function referredFiles(path: string, files: ReadonlyMap<string, ComposeFile>): string[] {
  const folder = dirname(path) === "." ? "" : `${dirname(path)}/`;
  const named = (files.get(path)?.tree.documents ?? []).flatMap((document) => {
    const includes = nodeAt(document, "include");
    const entries = includes?.kind === "sequence" ? includes.items : [];
    const extended = [...entriesOf(nodeAt(document, "services")).values()].map((service) =>
      nodeAt(service, "extends", "file"),
    );
    return [...entries.map((entry) => (entry.kind === "mapping" ? nodeAt(entry, "path") : entry)), ...extended].flatMap(
      (node) => textsOf(node).map(({ text }) => text),
    );
  });
  return named.map((name) => normalise(`${folder}${name}`)).filter((name) => files.has(name));
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
