import { posix } from "node:path";
import type { Service } from "../../model/service.ts";
import { mountedFiles } from "../../plan/describe/describe-files.ts";

/** Where a file or folder of a proxy's configuration comes from. */
export type ConfigurationSource =
  /** A config of the stack. */
  | { type: "config"; key: string; target: string; mode: number | undefined }
  /** A file or folder of the project, mounted. */
  | { type: "bind"; source: string; target: string };

export interface ConfigurationSources {
  kind: "caddy" | "nginx";
  sources: ConfigurationSource[];
}

const folders = { caddy: "/etc/caddy", nginx: "/etc/nginx" } as const;

/** The parts of a service's configuration that the stack itself puts where Caddy or nginx read it. Undefined: it is no proxy, or its image has it all. */
export function findSources(service: Service): ConfigurationSources | undefined {
  const configs = mountedFiles(service).flatMap(({ kind, mount, target }): ConfigurationSource[] =>
    kind === "configs" ? [{ type: "config", key: mount.source, target, mode: mount.mode }] : [],
  );
  const binds = (service.volumes ?? []).flatMap(({ type, source, target }): ConfigurationSource[] =>
    type === "bind" && source !== undefined ? [{ type: "bind", source, target: posix.resolve("/", target) }] : [],
  );
  for (const kind of ["caddy", "nginx"] as const) {
    const folder = folders[kind];
    const sources = [...configs, ...binds].filter(({ target }) => target === folder || target.startsWith(`${folder}/`));
    if (sources.length > 0) return { kind, sources };
  }
  return undefined;
}
