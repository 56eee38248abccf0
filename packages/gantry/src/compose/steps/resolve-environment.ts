import { UserError } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import type { EnvFile, Service } from "../../model/service.ts";
import { parseDotenv } from "../dotenv/parse-dotenv.ts";
import { parseRawEnv } from "../dotenv/parse-raw-env.ts";
import { displayPath, type Loading, lookupIn, type Variables, warnUnset } from "../loading.ts";
import type { Node } from "../node.ts";
import { writtenValue } from "../position-index.ts";
import { describeFailure, readTextFile } from "../read/read-text-file.ts";
import { setOwn } from "../set-own.ts";

interface Resolving {
  name: string;
  /** Where the service's values are written. */
  model: Node;
  variables: Variables;
  loading: Loading;
}

/** The service with its env files and label files read into its environment and labels. */
export function resolveEnvironment(service: Service, resolving: Resolving): Service {
  const { env_file: envFiles, label_file: labelFiles, ...rest } = service;
  const resolved: Service = rest;
  if (envFiles) {
    const fromFiles = readVariables(envFiles, "env_file", rest.environment ?? {}, resolving);
    const environment = { ...fromFiles, ...rest.environment };
    if (Object.keys(environment).length > 0) resolved.environment = environment;
  }
  if (labelFiles) {
    const files = labelFiles.map((path) => ({ path, required: true }));
    const labels = { ...readVariables(files, "label_file", rest.labels ?? {}, resolving), ...rest.labels };
    if (Object.keys(labels).length > 0) resolved.labels = labels;
  }
  return resolved;
}

const whenMissing = {
  env_file: "Create it, or let it be absent: { path: …, required: false }.",
  label_file: "Create it, or take it out.",
};

function readVariables(
  files: readonly EnvFile[],
  key: "env_file" | "label_file",
  own: Readonly<Record<string, string | null>>,
  resolving: Resolving,
): Record<string, string> {
  const found: Record<string, string> = {};
  const { variables, loading } = resolving;
  const lookup = (name: string) =>
    lookupIn(variables, name) ??
    lookupIn(found, name) ??
    (Object.hasOwn(own, name) ? (own[name] ?? undefined) : undefined);
  for (const [index, { path, required, format }] of files.entries()) {
    const read = readTextFile(path);
    if ("failure" in read) {
      if (required || read.failure !== "missing")
        fail(
          key,
          index,
          `${displayPath(path, loading.cwd)} ${describeFailure[read.failure]}`,
          resolving,
          read.failure === "missing" ? whenMissing[key] : undefined,
        );
      continue;
    }
    if (format !== undefined && format !== "raw") {
      fail(key, index, `the format ${JSON.stringify(format)} is not known.`, resolving, 'Use "raw", or leave it out.');
      continue;
    }
    const options = { file: displayPath(path, loading.cwd), lookup, onUnset: warnUnset(loading) };
    const parse = format === "raw" ? parseRawEnv : parseDotenv;
    try {
      for (const [name, value] of parse(read.text, options)) setOwn(found, name, value);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const issue of error.issues) loading.findings.addIssue(issue);
    }
  }
  return found;
}

function fail(key: string, index: number, problem: string, { name, model, loading }: Resolving, fix?: string): void {
  const path: ModelPath = ["services", name, key, index];
  const { node } = writtenValue(model, path);
  // Written as a single text, the list has the place of its only item.
  const list = writtenValue(model, ["services", name, key]).node;
  const single = list?.kind === "sequence" && list.at !== undefined && list.at === node?.at;
  loading.findings.add(single ? path.slice(0, -1) : path, node, problem, fix);
}
