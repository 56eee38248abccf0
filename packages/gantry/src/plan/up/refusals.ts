import { UserError } from "../../model/error.ts";
import type { Desired, DesiredService } from "../desired.ts";
import type { Observed } from "../observed.ts";

/** A name on the engine that is somebody else's. */
export function nameConflict(kind: "container" | "network", name: string, project: string | undefined): UserError {
  const owner = project === undefined ? "and was not made for this project" : `and belongs to the project "${project}"`;
  const fix =
    kind === "network"
      ? `Mark it "external: true" to use it, or give the network another name.`
      : "Remove that container, or give the service another container_name.";
  return new UserError(`A ${kind} named ${name} exists already ${owner}.`, { code: "name-conflict", fix });
}

/** @throws UserError `external-missing`, with all of them. */
export function requireExternals(desired: Desired, services: readonly DesiredService[], observed: Observed): void {
  const missing = [
    ...externals(
      desired.networks,
      services.flatMap(({ networks }) => networks),
    )
      .filter(({ name }) => !observed.networks.some(({ Name }) => Name === name))
      .map(({ name }) => ({ kind: "network", name })),
    ...externals(
      desired.volumes,
      services.flatMap(({ volumes }) => volumes),
    )
      .filter(({ name }) => !observed.volumes.some(({ Name }) => Name === name))
      .map(({ name }) => ({ kind: "volume", name })),
  ];
  if (missing.length === 0) return;
  const list = missing.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  const commands = missing.map(({ kind, name }) => `docker ${kind} create ${name}`).join("; ");
  const are = missing.length === 1 ? "is declared external, but is" : "are declared external, but are";
  throw new UserError(`The ${list} ${are} not on the engine.`, {
    code: "external-missing",
    fix: `Make it with: ${commands}. Or remove "external: true".`,
  });
}

function externals<T extends { key: string; external: boolean }>(
  resources: Readonly<Record<string, T>>,
  used: readonly string[],
): T[] {
  return Object.values(resources).filter(({ key, external }) => external && used.includes(key));
}
