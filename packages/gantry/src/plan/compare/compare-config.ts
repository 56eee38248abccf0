import type { ContainerConfig, ContainerCreateBody, ContainerInspect, Healthcheck } from "../../engine/types.ts";
import { userLabels } from "../labels.ts";
import type { CompareContext } from "./compare-context.ts";
import { beyond, compareMaps } from "./compare-maps.ts";
import { same } from "./same.ts";

/**
 * What a container runs against what it should run. The engine has merged the image's own configuration into the container's, so both are compared
 * beyond their images; a change of the image itself is told elsewhere.
 */
export function compareConfig(
  wanted: ContainerCreateBody,
  found: ContainerInspect,
  { image, ownImage }: CompareContext,
): string[] {
  const own = ownImage?.Config ?? image?.Config ?? {};
  const next = image?.Config ?? own;
  const { Config } = found;
  const known = ownImage !== undefined || image !== undefined;
  return [
    ...compareEnvironment(wanted, Config, { next, own, known }),
    ...compareMaps(
      "label",
      beyond(userLabels(wanted.Labels), next.Labels ?? {}),
      beyond(userLabels(Config.Labels), own.Labels ?? {}),
    ),
    ...compareCommand(wanted, Config, { next, own }),
    ...compareFields(wanted, Config, { next, own }),
    ...compareHostname(wanted, found),
    ...(sameHealthcheck(mergeHealthcheck(wanted.Healthcheck, next.Healthcheck), Config.Healthcheck)
      ? []
      : ["health check changed"]),
  ];
}

interface Bases {
  /** The configuration of the image that is wanted. */
  next: ContainerConfig;
  /** Of the container's own. */
  own: ContainerConfig;
}

function compareEnvironment(
  wanted: ContainerConfig,
  found: ContainerConfig,
  { next, own, known }: Bases & { known: boolean },
): string[] {
  const wantedMap = readEnvironment(wanted.Env);
  let foundMap = readEnvironment(found.Env);
  // Without the image nobody can tell which of the others the image brought.
  if (!known) foundMap = Object.fromEntries(Object.entries(foundMap).filter(([name]) => name in wantedMap));
  return compareMaps("env", beyond(wantedMap, readEnvironment(next.Env)), beyond(foundMap, readEnvironment(own.Env)));
}

/** A bare `KEY`, which takes a variable of the image away, is `null`. */
function readEnvironment(entries: readonly string[] | null | undefined): Record<string, string | null> {
  return Object.fromEntries(
    (entries ?? []).map((entry) => {
      const equals = entry.indexOf("=");
      return equals < 0 ? [entry, null] : [entry.slice(0, equals), `=${entry.slice(equals + 1)}`];
    }),
  );
}

function compareCommand(wanted: ContainerConfig, found: ContainerConfig, { next, own }: Bases): string[] {
  const entrypoint = (config: ContainerConfig, base: ContainerConfig) =>
    same(config.Entrypoint, base.Entrypoint) ? undefined : config.Entrypoint;
  const reasons: string[] = [];
  const wantedEntrypoint = wanted.Entrypoint === undefined ? undefined : entrypoint(wanted, next);
  if (!same(wantedEntrypoint, entrypoint(found, own))) reasons.push("entrypoint changed");
  // With an entrypoint of its own the engine does not take the image's command.
  const wantedCommand = wanted.Cmd ?? (wanted.Entrypoint ? [] : next.Cmd);
  const imagesCommand = !wanted.Entrypoint && same(wantedCommand, next.Cmd) && same(found.Cmd, own.Cmd);
  if (!imagesCommand && !same(wantedCommand, found.Cmd)) reasons.push("command changed");
  return reasons;
}

const fields = [
  ["User", "user"],
  ["WorkingDir", "working_dir"],
  ["StopSignal", "stop_signal"],
  ["StopTimeout", "stop_grace_period"],
  ["Tty", "tty"],
  ["OpenStdin", "stdin_open"],
  ["Domainname", "domainname"],
] as const satisfies [keyof ContainerConfig, string][];

function compareFields(wanted: ContainerConfig, found: ContainerConfig, { next, own }: Bases): string[] {
  return fields
    .filter(([field]) => {
      const wantedValue = same(wanted[field], next[field]) ? undefined : wanted[field];
      const foundValue = same(found[field], own[field]) ? undefined : found[field];
      return !same(wantedValue, foundValue);
    })
    .map(([, name]) => `${name} changed`);
}

/** Without one of its own a container is called after its id, or after the host whose network it uses. */
function compareHostname(wanted: ContainerConfig, { Id, Config, HostConfig }: ContainerInspect): string[] {
  const found = Config.Hostname ?? "";
  if (wanted.Hostname !== undefined) return wanted.Hostname === found ? [] : ["hostname changed"];
  const shared = HostConfig.NetworkMode === "host" || HostConfig.NetworkMode?.startsWith("container:");
  return shared || HostConfig.UTSMode || found === "" || Id.startsWith(found) ? [] : ["hostname changed"];
}

function mergeHealthcheck(wanted: Healthcheck | undefined, base: Healthcheck | undefined): Healthcheck | undefined {
  if (!wanted) return base;
  if (wanted.Test?.[0] === "NONE") return { Test: ["NONE"] };
  return {
    Test: wanted.Test && wanted.Test.length > 0 ? wanted.Test : base?.Test,
    Interval: wanted.Interval || base?.Interval,
    Timeout: wanted.Timeout || base?.Timeout,
    Retries: wanted.Retries || base?.Retries,
    StartPeriod: wanted.StartPeriod || base?.StartPeriod,
  };
}

/** `StartInterval` is left out: only Gantry sets it where the service does not, and it changes no meaning. */
function sameHealthcheck(wanted: Healthcheck | undefined, found: Healthcheck | undefined): boolean {
  const meaning = ({ Test, Interval, Timeout, Retries, StartPeriod }: Healthcheck = {}) =>
    Test?.[0] === "NONE" ? { Test } : { Test, Interval, Timeout, Retries, StartPeriod };
  return same(meaning(wanted), meaning(found));
}
