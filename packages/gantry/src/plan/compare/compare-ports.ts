import type { PortMap } from "../../engine/types.ts";

/** `port 8080 added`, `port 127.0.0.1:5432 removed`, `port 8080 changed`. */
export function comparePorts(wanted: PortMap | undefined, found: PortMap | undefined): string[] {
  const [after, before] = [listPorts(wanted), listPorts(found)];
  const added = [...after.keys()].filter((key) => !before.has(key)).map((key) => after.get(key) ?? "");
  const removed = [...before.keys()].filter((key) => !after.has(key)).map((key) => before.get(key) ?? "");
  const names = [...new Set([...added, ...removed])].sort();
  return names.map((name) => {
    if (!removed.includes(name)) return `port ${name} added`;
    return added.includes(name) ? `port ${name} changed` : `port ${name} removed`;
  });
}

/** The whole of each binding, and how it is called: by the host's side, as people know it. */
function listPorts(ports: PortMap | undefined): Map<string, string> {
  const list = new Map<string, string>();
  for (const [target, bindings] of Object.entries(ports ?? {})) {
    for (const { HostIp = "", HostPort = "" } of bindings ?? []) {
      const address = HostIp === "0.0.0.0" || HostIp === "::" ? "" : HostIp;
      const port = HostPort === "0" ? "" : HostPort;
      const name = port === "" ? `of ${target}` : [address, port].filter(Boolean).join(":");
      list.set(`${address}:${port}->${target}`, name);
    }
  }
  return list;
}
