import type { ImageInspect } from "../../../engine/types.ts";

/**
 * Whether two engines show the same image. Within one kind of store its id says so. Across kinds there is no common id: then all that a
 * container is made of must be the same, layers, configuration, platform, and the time when it was made.
 */
export function isSameImage(a: ImageInspect, b: ImageInspect, sameKind: boolean): boolean {
  return sameKind ? a.Id === b.Id : fingerprint(a) === fingerprint(b);
}

/** Fields of the configuration that images have. Some engines fill the others of a container's in, empty. */
const configFields = [
  "Cmd",
  "Entrypoint",
  "Env",
  "ExposedPorts",
  "Healthcheck",
  "Labels",
  "OnBuild",
  "Shell",
  "StopSignal",
  "User",
  "Volumes",
  "WorkingDir",
] as const;

function fingerprint({ RootFS, Created, Architecture, Variant, Os, Author, Config }: ImageInspect): string {
  const config = configFields.map((field) => [
    field,
    emptyAsAbsent((Config as Record<string, unknown> | null)?.[field]),
  ]);
  return JSON.stringify([RootFS.Layers ?? [], Created, Architecture, Variant ?? "", Os, Author ?? "", config]);
}

function emptyAsAbsent(value: unknown): unknown {
  if (value === "" || value === undefined) return null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  const entries = Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
  return entries.length === 0 ? null : entries;
}
