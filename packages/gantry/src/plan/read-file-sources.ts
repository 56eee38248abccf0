import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { configError, type Issue } from "../model/error.ts";
import { formatPath } from "../model/position.ts";
import type { FileSource, LoadedStack } from "../model/stack.ts";
import { mountedFiles } from "./describe/describe-files.ts";
import { seccompFile, seccompKey } from "./describe/describe-security.ts";

/**
 * Reads the contents of the configs and secrets that services mount, from files, variables and literal content, keyed `configs.<name>` and
 * `secrets.<name>`; and of seccomp profiles.
 *
 * @throws UserError `config` with every source that is not there.
 */
export async function readFileSources(
  loaded: Pick<LoadedStack, "stack" | "variables" | "positions" | "directory">,
): Promise<Map<string, Uint8Array>> {
  const { stack, positions } = loaded;
  const contents = new Map<string, Uint8Array>();
  const issues: Issue[] = [];
  const read = async (key: string, path: string[], load: () => Uint8Array | Promise<Uint8Array>) => {
    try {
      contents.set(key, await load());
    } catch (cause) {
      if (!(cause instanceof SourceMissing)) throw cause;
      const position = positions.at(path);
      issues.push({ message: `${formatPath(path)}: ${cause.message}`, fix: cause.fix, ...(position && { position }) });
    }
  };
  const services = Object.entries(stack.services);
  const used = new Set(services.flatMap(([, service]) => mountedFiles(service).map(({ key }) => key)));
  const sources = (["configs", "secrets"] as const).flatMap((kind) =>
    Object.entries(stack[kind] ?? {}).map(([name, source]) => ({ key: `${kind}.${name}`, path: [kind, name], source })),
  );
  await Promise.all([
    ...sources
      .filter(({ key, source }) => used.has(key) && !source.external)
      .map(({ key, path, source }) => read(key, path, () => loadSource(source, loaded))),
    ...services.flatMap(([name, { security_opt = [] }]) =>
      security_opt.flatMap((option) => {
        const file = seccompFile(option);
        if (!file) return [];
        return [
          read(seccompKey(file), ["services", name, "security_opt"], () => loadFile(resolve(loaded.directory, file))),
        ];
      }),
    ),
  ]);
  if (issues.length > 0) throw configError(issues);
  return contents;
}

function loadSource(
  { file, environment, content }: FileSource,
  { variables, directory }: Pick<LoadedStack, "variables" | "directory">,
): Uint8Array | Promise<Uint8Array> {
  if (content !== undefined) return Buffer.from(content);
  if (environment !== undefined) {
    const value = variables[environment];
    if (value !== undefined) return Buffer.from(value);
    throw new SourceMissing(
      `the variable ${environment} is not set.`,
      `Set ${environment} in the environment or in .env.`,
    );
  }
  if (file !== undefined) return loadFile(resolve(directory, file));
  throw new SourceMissing("has no source.", `Give it one of "file", "environment" and "content".`);
}

const reasons: Record<string, string> = {
  ENOENT: "is not there",
  EACCES: "may not be read",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "is not there",
};

async function loadFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = reasons[code];
    if (!reason) throw cause;
    throw new SourceMissing(`${path} ${reason}.`, "Make the file, or correct the path.");
  }
}

class SourceMissing extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}
