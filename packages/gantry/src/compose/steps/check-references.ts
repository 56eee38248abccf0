import type { ModelPath } from "../../model/position.ts";
import type { Service } from "../../model/service.ts";
import { nearest } from "../../model/suggest.ts";
import type { Checking } from "./check-consistency.ts";
import { sharedNamespaces } from "./normalise.ts";

type Section = "networks" | "volumes" | "configs" | "secrets" | "models";

/** Records references of a service to networks, volumes, configs, secrets, models and services that are not there. */
export function checkReferences(name: string, service: Service, checking: Checking): void {
  const base: ModelPath = ["services", name];
  const refer = (section: Section, target: string, path: ModelPath, atKey = false) => {
    const parts = checking.stack[section] ?? {};
    if (Object.hasOwn(parts, target)) return;
    const meant = nearest(target, Object.keys(parts));
    const fix = meant === undefined ? `Add it to the top-level ${section}.` : `Did you mean "${meant}"?`;
    checking.fail(path, `"${target}" is not in ${section}.`, { fix, atKey });
  };
  for (const network of Object.keys(service.networks ?? {})) {
    if (network !== "default") refer("networks", network, [...base, "networks", network], true);
  }
  for (const model of Object.keys(service.models ?? {})) refer("models", model, [...base, "models", model], true);
  for (const [index, { type, source }] of (service.volumes ?? []).entries()) {
    if (type === "volume" && source !== undefined) refer("volumes", source, [...base, "volumes", index, "source"]);
  }
  for (const key of ["configs", "secrets"] as const) {
    for (const [index, { source }] of (service[key] ?? []).entries())
      refer(key, source, [...base, key, index, "source"]);
  }
  for (const [index, { source }] of (service.build?.secrets ?? []).entries()) {
    refer("secrets", source, [...base, "build", "secrets", index, "source"]);
  }
  checkServiceReferences(name, service, checking);
}

function checkServiceReferences(name: string, service: Service, checking: Checking): void {
  const base: ModelPath = ["services", name];
  const { stack, inactive, fail } = checking;
  const refer = (target: string, path: ModelPath, required = true, atKey = false) => {
    if (Object.hasOwn(stack.services, target) || (!required && Object.hasOwn(inactive, target))) return;
    if (Object.hasOwn(inactive, target)) {
      const profiles = inactive[target]?.profiles?.join(", ");
      fail(path, `the service "${target}" is in a profile that is not active.`, {
        fix: `Activate one of its profiles: ${profiles}.`,
        atKey,
      });
      return;
    }
    const meant = nearest(target, Object.keys(stack.services));
    fail(path, `there is no service "${target}".`, {
      ...(meant !== undefined && { fix: `Did you mean "${meant}"?` }),
      atKey,
    });
  };
  const told = new Set<string>();
  for (const { key, service: target } of sharedNamespaces(service)) {
    told.add(target);
    refer(target, [...base, key]);
  }
  for (const key of ["links", "volumes_from"] as const) {
    for (const [index, value] of (service[key] ?? []).entries()) {
      const target = value.split(":")[0] ?? value;
      if (value.startsWith("container:") && key === "volumes_from") continue;
      told.add(target);
      refer(target, [...base, key, index]);
    }
  }
  for (const [target, { required }] of Object.entries(service.depends_on ?? {})) {
    if (!told.has(target)) refer(target, [...base, "depends_on", target], required, true);
  }
  for (const [key, context] of Object.entries(service.build?.additional_contexts ?? {})) {
    if (!context.startsWith("service:")) continue;
    const target = context.slice("service:".length);
    const path = [...base, "build", "additional_contexts", key];
    const other = stack.services[target];
    if (!other) refer(target, path);
    else if (!other.build)
      fail(path, `the service "${target}" is not built.`, { fix: "Name a service that has a build." });
  }
}
