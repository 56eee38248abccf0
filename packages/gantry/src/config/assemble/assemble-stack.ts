import { defaultEnvironment, unknownEnvironment } from "../../compose/environment/unknown-environment.ts";
import { configError, type Issue } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import type { StackDefinition } from "../define-stack.ts";
import { isMapping, reportInto } from "../options/checks.ts";
import type { ServiceOverrides } from "../options/environment-options.ts";
import { checkHookServices } from "../options/hook-options.ts";
import type { BuildContext, Draft, RawMapping, ServiceDefinition } from "../service-definition.ts";
import { checkDrafts } from "./check-drafts.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkStack, type StackEntry } from "./check-stack.ts";
import { findReferences } from "./find-references.ts";
import { absent, findUses } from "./find-uses.ts";
import { nameSecrets, type SecretNames } from "./name-secrets.ts";
import { type OpenEnvironment, openEnvironment } from "./open-environment.ts";
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
  /** The environment's host name. */
  domain: string | undefined;
  /** The environment's values of variables, without the domain. */
  variables: Readonly<Record<string, string>>;
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
  const unknown = unknownEnvironment(options.environment, Object.keys(environments));
  if (unknown) issues.push(unknown);
  const environment = openEnvironment(environments, options.environment);
  if (isMapping(stack?.hooks)) checkHookServices(stack.hooks, keys, reportInto(issues));
  const sites = entries
    .filter((entry) => entry.valid)
    .flatMap((entry) => buildSites(entry, { name, environment, keys, issues }));
  const uses = findUses(sites, keys, issues);
  const siteKeys = new Set([...keys.values(), ...sites.map((site) => site.key)]);
  checkDrafts(sites, siteKeys, issues);
  const externals = isMapping(stack?.services) ? stack.services : {};
  const ofCompose = { path: ["compose"], references: findReferences(stack?.compose) };
  const secretNames = nameSecrets(entries, externals, [...sites, ofCompose], issues);
  checkEnvironment(environment, { entries, keys: siteKeys, externals, secretNames }, issues);
  if (issues.length > 0) throw configError(issues);
  const { host, domain, variables = {}, services = {} } = environment.options;
  return {
    name,
    ...writeDocuments(stack, sites, uses, { name, keys, environments, changes: services }),
    keys,
    secretNames,
    host,
    domain,
    variables: Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, String(value)])),
  };
}

interface BuildSurroundings {
  name: string;
  environment: OpenEnvironment;
  keys: ReadonlyMap<ServiceDefinition, string>;
  issues: Issue[];
}

function buildSites(
  { key, path, definition }: StackEntry,
  { name, environment: { name: environment, options }, keys, issues }: BuildSurroundings,
): Site[] {
  const development = environment === defaultEnvironment;
  const report = reportInto(issues);
  const overridesOf = (of: string): ServiceOverrides => options.services?.[of] ?? {};
  const context: BuildContext = {
    key,
    project: name,
    environment,
    development,
    domain: options.domain ?? (development ? "localhost" : undefined),
    report: (within, message, fix) => report([...path, ...within], message, fix),
    overridesOf,
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
  const own = siteOf(key, path, draft);
  return [
    ...companions.map((site) => withChanges(site, overridesOf(site.key))),
    // A preset with options has taken the variables over, and is wired to what they lead to.
    draft.asWritten ? withChanges(own, overridesOf(key)) : withChanges(own, { ...overridesOf(key), env: {} }),
  ];
}

/** Wires a service to what an environment's changes lead to. */
function withChanges(site: Site, { env, compose }: ServiceOverrides): Site {
  return { ...site, references: [...site.references, ...findReferences({ environment: env, compose })] };
}

function siteOf(key: string, path: ModelPath, draft: Draft): Site {
  const { service, configs = {}, compose = {}, layers = [] } = draft;
  return { key, path, draft, references: findReferences({ ...service, configs, compose, layers }) };
}
