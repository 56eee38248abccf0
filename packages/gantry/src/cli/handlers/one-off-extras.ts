import { normalizeDocument } from "../../compose/normalize-document.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";

export interface OneOffExtras {
  publish: readonly string[];
  volume: readonly string[];
  label: readonly string[];
  entrypoint: string | undefined;
}

/** Reads the options of `run` that are written as in a Compose file, by the Compose front end's own rules. Paths count from `directory`. */
export function readOneOffExtras(
  { publish, volume, label, entrypoint }: OneOffExtras,
  { stack, directory }: { stack: Stack; directory: string },
): Pick<Service, "ports" | "volumes" | "labels" | "entrypoint"> {
  const volumes = Object.fromEntries(Object.keys(stack.volumes ?? {}).map((name) => [name, {}]));
  const service = {
    image: "none",
    ports: publish,
    volumes: volume,
    labels: label,
    ...(entrypoint === undefined ? {} : { entrypoint }),
  };
  const normalized = normalizeDocument({ services: { run: service }, volumes }, { directory, name: stack.name });
  const { ports, volumes: mounts, labels, entrypoint: argv } = normalized.stack.services["run"] ?? {};
  return {
    ...(ports && { ports }),
    ...(mounts && { volumes: mounts }),
    ...(labels && { labels }),
    ...(argv && { entrypoint: argv }),
  };
}
