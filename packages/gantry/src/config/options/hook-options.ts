import { type HookName, hookNames } from "../../model/hooks.ts";
import { ServiceDefinition } from "../service-definition.ts";
import { type Check, duration, list, options, type Report, show, string } from "./checks.ts";
import type { Duration } from "./service-options.ts";

/** A command that runs at a moment of a deploy. */
export interface HookOptions {
  /** The program and its arguments. No shell reads them. It is told what is deployed by variables: `GANTRY_RELEASE`, `GANTRY_COMMIT` … */
  command: string[];
  /** A service of the stack: the command runs in a container of its own, with the service's image, environment and networks. Default: where `gantry` runs. */
  service?: ServiceDefinition;
  /** The longest time that it may take. Default: `"10m"`. */
  timeout?: Duration;
}

/** When a hook runs: see the model's `hookNames`. */
export type HookMoment = "preBuild" | "preDeploy" | "postMigrate" | "postSwitch" | "postDeploy" | "onFailure";

export type HooksOptions = { [Moment in HookMoment]?: HookOptions | HookOptions[] };

/** `preBuild` is `pre_build` in the model. */
export const moments: ReadonlyMap<string, HookName> = new Map(
  hookNames.map((name) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), name]),
);

const serviceOf: Check = (value, path, report) => {
  if (!(value instanceof ServiceDefinition))
    report(path, `${show(value)} is not a service.`, "Name one of the stack's.");
};

const hook = options({ command: list(string, 1), service: serviceOf, timeout: duration }, ["command"]);

const oneOrMore: Check = (value, path, report) =>
  Array.isArray(value) ? list(hook)(value, path, report) : hook(value, path, report);

export const hooksCheck: Check = (value, path, report) => {
  options(Object.fromEntries([...moments.keys()].map((moment) => [moment, oneOrMore])))(value, path, report);
};

/** Reports hooks in containers of services that the stack does not have. */
export function checkHookServices(
  hooks: HooksOptions | undefined,
  keys: ReadonlyMap<ServiceDefinition, string>,
  report: Report,
): void {
  for (const [moment, given] of Object.entries(hooks ?? {})) {
    for (const hook of [given].flat()) {
      if (hook?.service instanceof ServiceDefinition && !keys.has(hook.service)) {
        report(["hooks", moment, "service"], "is a service that the stack does not have.", 'Add it to "services".');
      }
    }
  }
}

/** The hooks as the model has them. */
export function writeHooks(
  hooks: HooksOptions | undefined,
  keyOf: (service: ServiceDefinition) => string,
): Record<string, object[]> {
  return Object.fromEntries(
    Object.entries(hooks ?? {}).flatMap(([moment, given]) => {
      const name = moments.get(moment);
      if (name === undefined || given === undefined) return [];
      const all = Array.isArray(given) ? given : [given];
      return [[name, all.map(({ service, ...rest }) => ({ ...rest, ...(service && { service: keyOf(service) }) }))]];
    }),
  );
}
