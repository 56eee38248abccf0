import { configError, type Issue } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import type { Environment } from "../../model/stack.ts";
import { nearest } from "../../model/suggest.ts";
import type { StackDefinition } from "../define-stack.ts";
import { isMapping, reportInto, show } from "../options/checks.ts";
import { checkHookServices } from "../options/hook-options.ts";
import type { BuildContext, Draft, RawMapping, ServiceDefinition } from "../service-definition.ts";
import { checkDrafts } from "./check-drafts.ts";
import { checkStack, type StackEntry } from "./check-stack.ts";
import { findReferences } from "./find-references.ts";
import { absent, findUses } from "./find-uses.ts";
import { nameSecrets, type SecretNames } from "./name-secrets.ts";
import type { Site } from "./site.ts";
import { writeDocuments } from "./write-documents.ts";

export interface AssembleOptions {
  /** The environment's name. */
  environment: string;
  /** Over the stack's own. */
  projectName?: string | undefined;
}

/** A stack that is checked and wired; references still stand for values. */
export interface AssembledStack {
  name: string;
  /** A Compose document, but for the references in it. */
  document: RawMapping;
  /** What the user's `compose` keys say, in the same shape: laid over it, one after the other. */
  overrides: RawMapping[];
  /** The keys of the services, for references to them. */
  keys: ReadonlyMap<ServiceDefinition, string>;
  secretNames: SecretNames;
  /** Where the environment runs; undefined for the local engine. */
  host: string | undefined;
}

/**
 * Puts a stack together: options checked, presets built, references wired. Pure.
 *
 * @throws UserError `config` with everything that is wrong.
 */
export function assembleStack(stack: StackDefinition, options: AssembleOptions): AssembledStack {
  const issues: Issue[] = [];
  const entries = checkStack(stack, issues);
  const keys = new Map(entries.map(({ key, definition }) => [definition, key]));
  const name = options.projectName ?? String(stack?.name ?? "");
  const environments = isMapping(stack?.environments) ? stack.environments : {};
  checkEnvironment(options.environment, environments, issues);
  if (isMapping(stack?.hooks)) checkHookServices(stack.hooks, keys, reportInto(issues));
  const sites = entries
    .filter((entry) => entry.valid)
    .flatMap((entry) => buildSites(entry, { name, environment: options.environment, keys, issues }));
  const uses = findUses(sites, keys, issues);
  checkDrafts(sites, new Set([...keys.values(), ...sites.map((site) => site.key)]), issues);
  const externals = isMapping(stack?.services) ? stack.services : {};
  const ofCompose = { path: ["compose"], references: findReferences(stack?.compose) };
  const secretNames = nameSecrets(entries, externals, [...sites, ofCompose], issues);
  if (issues.length > 0) throw configError(issues);
  return {
    name,
    ...writeDocuments(stack, sites, uses, { name, keys, environments }),
    keys,
    secretNames,
    host: environments[options.environment]?.host,
  };
}

function checkEnvironment(name: string, environments: Readonly<Record<string, Environment>>, issues: Issue[]): void {
  const known = Object.keys(environments);
  if (known.length === 0 || name === "development" || known.includes(name)) return;
  const guess = nearest(name, [...known, "development"]);
  const fix = guess ? `Did you mean "${guess}"?` : `Known: ${["development", ...known].join(", ")}.`;
  issues.push({ message: `environments: ${show(name)} is not an environment of this stack.`, fix });
}

interface BuildSurroundings {
  name: string;
  environment: string;
  keys: ReadonlyMap<ServiceDefinition, string>;
  issues: Issue[];
}

function buildSites(
  { key, path, definition }: StackEntry,
  { name, environment, keys, issues }: BuildSurroundings,
): Site[] {
  const context: BuildContext = {
    key,
    project: name,
    environment,
    development: environment === "development",
    keyOf: (service) => {
      const found = keys.get(service);
      if (found === undefined) issues.push(absent(path, service));
      return found ?? "";
    },
  };
  const draft = definition.blueprint.build(context);
  const companions = Object.entries(draft.companions ?? {}).map(([suffix, companion]) =>
    siteOf(`${key}-${suffix}`, path, companion),
  );
  return [...companions, siteOf(key, path, draft)];
}

function siteOf(key: string, path: ModelPath, draft: Draft): Site {
  const { service, configs = {}, compose = {}, layers = [] } = draft;
  return { key, path, draft, references: findReferences({ ...service, configs, compose, layers }) };
}
