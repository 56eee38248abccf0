import { basename, dirname, join } from "node:path";
import { Findings } from "../../../compose/findings.ts";
import type { Loading, Variables } from "../../../compose/loading.ts";
import { child, type MappingNode, mapping, type Node, textOf } from "../../../compose/node.ts";
import { positionIndex, writtenValue } from "../../../compose/position-index.ts";
import { normaliseName } from "../../../compose/project/project-name.ts";
import { composeFile } from "../../../compose/schema/stack.ts";
import { checkComplete } from "../../../compose/steps/check-complete.ts";
import { checkConsistency } from "../../../compose/steps/check-consistency.ts";
import { loadUnit, type Unit } from "../../../compose/steps/load-unit.ts";
import { normalise } from "../../../compose/steps/normalise.ts";
import type { Source } from "../../../compose/steps/read-source.ts";
import { type Issue, UserError } from "../../../model/error.ts";
import type { ModelPath, Position } from "../../../model/position.ts";
import type { Stack } from "../../../model/stack.ts";
import { hasUnknown, unknownVariable, unknownVariables } from "../unknown.ts";
import type { ComposeFile } from "./compose-file.ts";
import { setEnvironment } from "./set-environment.ts";

/** The merged model of a set of Compose files, as far as it can be told. */
export interface LooseModel {
  /** Variables without a default stand as unknown; services of all profiles; `env_file` as it is written. */
  readonly stack: Stack;
  /** What Docker Compose would refuse. */
  readonly issues: readonly Issue[];
  /** Values that are there, but of which nothing can be told: a variable stands where a number must be. */
  readonly unclear: readonly ModelPath[];
  /** The place of a value, or of the nearest thing around it. */
  at(path: ModelPath): Position | undefined;
  keyAt(path: ModelPath): Position | undefined;
  /** What the environment sets. */
  readonly variables: Variables;
}

/** Records what is wrong; what is wrong only because a variable has no value is not. */
class LooseFindings extends Findings {
  readonly issues: Issue[] = [];
  readonly unclear: ModelPath[] = [];

  override add(path: ModelPath, node: Node | undefined, problem: string, fix?: string): void {
    this.unclear.push(path);
    if (!hasUnknown(problem) && !(node && containsUnknown(node))) super.add(path, node, problem, fix);
  }

  override addIssue(issue: Issue): void {
    if (!hasUnknown(issue.message)) this.issues.push(issue);
  }
}

const containsUnknown = (node: Node): boolean => {
  if (node.kind === "scalar") return typeof node.value === "string" && hasUnknown(node.value);
  return [...(node.kind === "sequence" ? node.items : node.entries.values())].some(containsUnknown);
};

export interface LoadModelOptions {
  /** Absolute path of the repository. */
  root: string;
  /** Folder of the project, relative to the root. */
  directory: string;
  projectName?: string | undefined;
  /** The environment that the files are looked at in, where they declare it. */
  environment?: string | undefined;
}

/** Merges Compose files leniently: what is wrong is recorded and left out, what is not known stays as unknown. */
export function loadModel(files: readonly ComposeFile[], options: LoadModelOptions): LooseModel {
  const findings = new LooseFindings();
  const loading: Loading = {
    cwd: options.root,
    home: undefined,
    findings,
    warnings: new Set(),
    includedVariables: new Map(),
    included: 0,
    standIn: unknownVariable,
  };
  const sources = files.flatMap(({ path, tree }): Source[] => {
    const documents = tree.documents.filter(({ kind }) => kind === "mapping");
    return documents.length > 0 ? [{ path: join(options.root, path), file: path, documents }] : [];
  });
  const directory = join(options.root, options.directory);
  const name = options.projectName ?? declaredName(sources) ?? normaliseName(basename(directory)) ?? "";
  const documents = sources.flatMap((source) => source.documents);
  const environment = setEnvironment(documents, options.environment ?? "", loading);
  const variables = { ...environment?.variables, COMPOSE_PROJECT_NAME: name };
  const unit = { directory, variables, environment: environment?.name, includedFrom: [] };
  const model = mergeSources(sources, unit, loading, findings);
  const stack = normalise(model, name, unknownVariables);
  // Reset values and the like are complaints of a later step, which is the loader's own.
  attempt(findings, () => checkComplete(model, composeFile, [], findings));
  attempt(findings, () => checkConsistency(stack, {}, model, findings));
  return {
    stack,
    variables: environment?.variables ?? {},
    issues: findings.issues,
    unclear: findings.unclear,
    at: positionIndex(model).at,
    keyAt: (path) => {
      const { node } = writtenValue(model, path);
      return node?.keyAt ?? node?.at;
    },
  };
}

function mergeSources(
  sources: readonly Source[],
  unit: Omit<Unit, "sources">,
  loading: Loading,
  findings: LooseFindings,
): MappingNode {
  const whole = attempt(findings, () => loadUnit({ ...unit, sources }, loading));
  if (whole) return whole;
  // One of them cannot be read at all: the others say what they can.
  for (const source of sources) {
    const alone = attempt(new LooseFindings(), () => loadUnit({ ...unit, sources: [source] }, loading));
    if (alone) return alone;
  }
  return mapping([]);
}

function attempt<T>(findings: LooseFindings, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const known = error.issues.length > 0 ? error.issues : [{ message: error.message }];
    for (const issue of known) findings.addIssue(issue);
    return undefined;
  }
}

function declaredName(sources: readonly Source[]): string | undefined {
  const names = sources.flatMap(({ documents }) => documents.map((document) => textOf(child(document, "name"))));
  const name = names.findLast((each) => each !== undefined);
  return name === undefined || name.includes("$") ? undefined : name;
}

/** The folder that relative paths of a set count from. */
export const projectFolder = (file: string): string => {
  const folder = dirname(file);
  return folder === "." ? "" : folder;
};
