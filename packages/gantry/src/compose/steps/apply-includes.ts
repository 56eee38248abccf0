import { dirname, join } from "node:path";
import type { ModelPath } from "../../model/position.ts";
import { readEnvFiles } from "../dotenv/read-env-files.ts";
import { displayPath, type Loading, lookupIn, type Variables } from "../loading.ts";
import { child, type MappingNode, mapping, type Node, textOf, withEntry } from "../node.ts";
import { limits } from "../read/limits.ts";
import { describeFailure, readTextFile } from "../read/read-text-file.ts";
import { includeShape } from "../schema/stack.ts";
import { toPlain } from "../to-plain.ts";
import { canonicalise } from "./canonicalise.ts";
import type { Unit } from "./load-unit.ts";
import { readSource, type Source } from "./read-source.ts";
import { isRemote, resolvePath } from "./resolve-paths.ts";

export interface Including {
  /** The unit, and the file in it, that includes. */
  unit: Unit;
  source: Source;
  loading: Loading;
  loadUnit(unit: Unit, loading: Loading): MappingNode;
}

/**
 * The layer with all that it includes. Each entry of `include` is a unit of its own, with its own folder and env file.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/14-include.md
 */
export function applyIncludes(layer: MappingNode, include: Node, including: Including): MappingNode {
  const { loading } = including;
  const canonical = canonicalise(include, includeShape, ["include"], loading.findings);
  if (canonical?.kind !== "sequence" || include.kind !== "sequence") return layer;
  let result = layer;
  for (const [index, entry] of canonical.items.entries()) {
    const written = include.items[index];
    const included = written && loadEntry(entry, written, ["include", index], including);
    if (included) result = importParts(result, included, loading);
  }
  return result;
}

/** A path in `include`, with the place that an error about it names. */
interface PlacedPath {
  absolute: string;
  /** An address of a repository or registry, which is not fetched. */
  remote: boolean;
  node: Node;
  path: ModelPath;
}

function loadEntry(entry: Node, written: Node, path: ModelPath, including: Including): MappingNode | undefined {
  const { unit, loading } = including;
  const files = placedPaths(entry, written, "path", path, including);
  const [main] = files;
  if (!main) {
    loading.findings.add(path, entry, 'the key "path" is missing.');
    return undefined;
  }
  loading.included += files.length;
  if (loading.included > limits.includes) {
    loading.findings.add(path, entry, `more than ${limits.includes} files are included.`, "Include each file once.");
    return undefined;
  }
  const sources = files.map((file) => openIncluded(file, including));
  const known = sources.filter((source) => source !== undefined);
  const folder = textOf(child(entry, "project_directory"));
  const directory = folder === undefined ? dirname(main.absolute) : absolutePath(folder, including);
  const variables = includedVariables(placedPaths(entry, written, "env_file", path, including), directory, including);
  if (!variables || known.length < sources.length) return undefined;
  refuseEnvironments(known, including);
  const model = including.loadUnit(
    { sources: known, directory, variables, includedFrom: [...unit.includedFrom, including.source.path] },
    loading,
  );
  keepVariables(model, variables, including);
  return model;
}

const absolutePath = (path: string, { unit, loading }: Including): string =>
  resolvePath(path, { directory: unit.directory, home: loading.home });

function placedPaths(entry: Node, written: Node, key: string, path: ModelPath, including: Including): PlacedPath[] {
  const list = child(entry, key);
  if (list?.kind !== "sequence") return [];
  const base = written.kind === "mapping" ? [...path, key] : path;
  const several = child(written, key)?.kind === "sequence";
  return list.items.map((node, index) => ({
    absolute: absolutePath(textOf(node) ?? "", including),
    remote: isRemote(textOf(node) ?? ""),
    node,
    path: several ? [...base, index] : base,
  }));
}

/** What an environment sets, the including file has read already; a deploy to no host at all would be the worst of it. */
function refuseEnvironments(sources: readonly Source[], { unit, source, loading }: Including): void {
  const top = displayPath(unit.includedFrom[0] ?? source.path, loading.cwd);
  for (const document of sources.flatMap(({ documents }) => documents)) {
    const path = ["x-gantry", "environments"];
    const environments = child(child(document, "x-gantry"), "environments");
    const fix = `Move them to ${top}, which includes this file.`;
    if (environments) loading.findings.add(path, environments, "environments of an included file are not read.", fix);
  }
}

function openIncluded(
  { absolute, remote, node, path }: PlacedPath,
  { unit, source, loading }: Including,
): Source | undefined {
  const name = displayPath(absolute, loading.cwd);
  const chain = [...unit.includedFrom, source.path];
  if (chain.includes(absolute)) {
    const circle = [...chain.slice(chain.indexOf(absolute)), absolute].map((file) => displayPath(file, loading.cwd));
    loading.findings.add(path, node, `files include each other in a circle: ${circle.join(" → ")}.`);
    return undefined;
  }
  const read = remote ? { failure: "remote" as const } : readTextFile(absolute);
  if ("failure" in read) {
    loading.findings.add(path, node, `${remote ? textOf(node) : name} ${describeFailure[read.failure]}`);
    return undefined;
  }
  return readSource(absolute, name, read.text);
}

/** What the included files see: the including unit's variables, and under them those of the entry's env files, by default `.env`. */
function includedVariables(
  envFiles: PlacedPath[],
  directory: string,
  { unit, loading }: Including,
): Variables | undefined {
  const given = envFiles.filter(({ absolute }) => absolute !== "/dev/null");
  let complete = true;
  for (const { absolute, node, path } of given) {
    const read = readTextFile(absolute);
    if ("text" in read) continue;
    loading.findings.add(path, node, `${displayPath(absolute, loading.cwd)} ${describeFailure[read.failure]}`);
    complete = false;
  }
  if (!complete) return undefined;
  const byDefault = join(directory, ".env");
  const files = given.map(({ absolute }) => absolute);
  if (envFiles.length === 0 && "text" in readTextFile(byDefault)) files.push(byDefault);
  return { ...Object.fromEntries(readEnvFiles(files, unit.variables, loading)), ...unit.variables };
}

/** Configs and secrets may name a variable that only the included files' env file has. */
function keepVariables(model: MappingNode, variables: Variables, { unit, loading }: Including): void {
  for (const section of ["configs", "secrets"]) {
    const parts = model.entries.get(section);
    if (parts?.kind !== "mapping") continue;
    for (const part of parts.entries.values()) {
      const name = textOf(child(part, "environment"));
      const value = name === undefined ? undefined : lookupIn(variables, name);
      if (name !== undefined && value !== undefined && lookupIn(unit.variables, name) === undefined) {
        loading.includedVariables.set(name, value);
      }
    }
  }
}

const sections = ["services", "networks", "volumes", "configs", "secrets", "models"];

/** Adds the parts of an included model. A name that is there already must mean the same. */
function importParts(layer: MappingNode, included: MappingNode, { findings }: Loading): MappingNode {
  let result = layer;
  for (const section of sections) {
    const parts = included.entries.get(section);
    if (parts?.kind !== "mapping") continue;
    const here = result.entries.get(section);
    const entries = new Map(here?.kind === "mapping" ? here.entries : []);
    for (const [name, part] of parts.entries) {
      const own = entries.get(name);
      if (!own) entries.set(name, part);
      else if (!process.getBuiltinModule("node:util").isDeepStrictEqual(toPlain(own), toPlain(part))) {
        const place = { ...own, at: own.keyAt ?? own.at };
        findings.add(
          [section, name],
          place,
          "an included file defines it otherwise.",
          "Change it in a file of its own, given with -f after this one.",
        );
      }
    }
    result = withEntry(result, section, mapping(entries, here ?? parts));
  }
  return result;
}
