import type { Issue } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import type { StackDefinition } from "../define-stack.ts";
import { External } from "../external.ts";
import {
  type Check,
  isMapping,
  mapping,
  matching,
  options,
  record,
  reportInto,
  show,
  textValue,
} from "../options/checks.ts";
import { environmentChecks } from "../options/environment-options.ts";
import { hooksCheck } from "../options/hook-options.ts";
import { ServiceDefinition } from "../service-definition.ts";
import { checkBuild, checkComposeBuild } from "./check-build.ts";

/** A service of the stack, with the place in the config that its errors name. */
export interface StackEntry {
  key: string;
  path: ModelPath;
  definition: ServiceDefinition;
  /** Its options are right, so that it can be built. */
  valid: boolean;
}

const serviceKey = { pattern: /^[a-z0-9][a-z0-9_-]*$/, meaning: "a name of lower-case letters, digits, - and _" };

// Compose's own network, and the one that leads out: a service's private network would take its name.
const reserved = new Set(["default", "egress"]);

const definitionOf: Check = (value, path, report) => {
  if (value instanceof ServiceDefinition || value instanceof External) return;
  report(path, `${show(value)} is not a service.`, "Make it with a preset, such as node() or service().");
};

const proxyOf: Check = (value, path, report) => {
  if (!(value instanceof ServiceDefinition))
    report(path, `${show(value)} is not a service.`, "Make it with caddy(), nginx() or shared().");
};

const checkDefinition = options(
  {
    name: matching(serviceKey.pattern, serviceKey.meaning, "shop"),
    services: record(definitionOf, serviceKey),
    proxy: proxyOf,
    environments: environmentChecks,
    hooks: hooksCheck,
    compose: mapping,
  },
  ["name", "services"],
);

/** Checks the stack and every service's options. What is wrong goes into `issues`; what is left can be built. */
export function checkStack(stack: StackDefinition, issues: Issue[]): StackEntry[] {
  const report = reportInto(issues);
  checkDefinition(stack, [], report);
  const seen = new Map<unknown, string>();
  const entries = listEntries(stack);
  for (const { key, path, definition } of entries) {
    const twin = seen.get(definition);
    if (twin) report(path, `is the same service as ${twin}.`, "Call the preset once for each service.");
    if (reserved.has(key)) report(path, `"${key}" is the name of a network of Gantry's own.`, "Choose another key.");
    seen.set(definition, path.join("."));
  }
  if (isMapping(stack) && isMapping(stack.services) && stack.proxy && Object.hasOwn(stack.services, "proxy")) {
    report(["services", "proxy"], 'is the key of the stack\'s "proxy".', "Choose another key.");
  }
  const overrides = isMapping(stack) && isMapping(stack.compose) ? stack.compose["services"] : undefined;
  for (const [key, service] of Object.entries(isMapping(overrides) ? overrides : {})) {
    checkComposeBuild(service, ["compose", "services", key], report);
  }
  const extras = isMapping(stack) && isMapping(stack.compose) ? stack.compose["x-gantry"] : undefined;
  if (isMapping(extras) && extras["environments"] !== undefined) {
    const path = ["compose", "x-gantry", "environments"];
    report(path, "has no effect in a typed stack.", 'Write it in "environments" of the stack.');
  }
  for (const [key, value] of Object.entries(isMapping(stack) ? (stack.services ?? {}) : {})) {
    if (value instanceof External) options({ url: textValue }, ["url"])(value.options, ["services", key], report);
  }
  return entries.map((entry) => ({ ...entry, valid: checkOptions(entry, issues) }));
}

function listEntries(stack: StackDefinition): Omit<StackEntry, "valid">[] {
  if (!isMapping(stack)) return [];
  const services = Object.entries(isMapping(stack.services) ? stack.services : {}).flatMap(([key, definition]) =>
    definition instanceof ServiceDefinition ? [{ key, path: ["services", key], definition }] : [],
  );
  const proxy =
    stack.proxy instanceof ServiceDefinition ? [{ key: "proxy", path: ["proxy"], definition: stack.proxy }] : [];
  return [...services, ...proxy];
}

function checkOptions({ path, definition }: Omit<StackEntry, "valid">, issues: Issue[]): boolean {
  const before = issues.length;
  const { options: given, checks, required, port } = definition.blueprint;
  const report = reportInto(issues);
  options(checks, required)(given, path, report);
  const { health, compose, definitions } = given as Record<string, unknown>;
  checkBuild(definition, path, report);
  for (const written of [compose, ...(Array.isArray(definitions) ? definitions : [])]) {
    checkComposeBuild(written, written === compose ? [...path, "compose"] : path, report);
  }
  if (isMapping(health) && health["http"] !== undefined && health["port"] === undefined && port === undefined) {
    report([...path, "health", "http"], "no port to ask.", 'Give the service its "port", or the check one of its own.');
  }
  return issues.length === before;
}
