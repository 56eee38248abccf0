import type { ManagedUpstream } from "../proxy-definition.ts";
import type { ProxyPlace } from "../proxy-place.ts";
import { pageFile, retryFile, servedAssets, targetsFolder } from "../volume/layout.ts";

/**
 * Where the requests go is read from a file for each of them, so that a switch needs no reload: a reload closes idle connections of clients,
 * and now and then one is closed just as it is used again.
 *
 * @see https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#dynamic-upstreams
 */
export function printDynamic(
  upstreams: readonly ManagedUpstream[],
  place: ProxyPlace,
  { streams }: { streams: boolean },
): string[] {
  const lookUp = (upstream: ManagedUpstream) => lookup(upstream, place, streams ? `{vars.${streamMark}}` : "");
  const [first] = upstreams;
  if (first && upstreams.length === 1) return block("dynamic a", lookUp(first));
  return block(
    "dynamic multi",
    upstreams.flatMap((upstream) => block("a", lookUp(upstream))),
  );
}

/** Docker's own name server answers for IPv4 first; asking it anew each second follows replicas that come and go. */
function lookup({ service, port }: ManagedUpstream, { folder }: ProxyPlace, mark: string): string[] {
  return [`name {file.${folder}/${targetsFolder}/${service}}`, `port ${mark}${port}`, "refresh 1s"];
}

/** The variable that is before the port: a zero for a stream, and nothing for everything else. */
const streamMark = "gantry_stream";

/**
 * Sets streams apart: Caddy counts by the address as it is written, and `172.18.0.5:03000` leads to the same port as `172.18.0.5:3000`. A stream
 * ends when somebody closes it, so that a deploy need not wait for it as it does for an answer. Known by what every browser sends for a WebSocket
 * and for an EventSource.
 */
export function printStreamMarks(): string[] {
  return [
    "@gantry_socket header Sec-WebSocket-Key *",
    `vars @gantry_socket ${streamMark} 0`,
    "@gantry_events header Accept *text/event-stream*",
    `vars @gantry_events ${streamMark} 0`,
  ];
}

/**
 * The loopback servers that stand in for the services while there is maintenance: they have the ports that requests are sent to anyway, so
 * that the address alone decides. Nothing is asked for each request while there is none.
 */
export function printMaintenance(ports: readonly number[], { folder, maintenanceAddress }: ProxyPlace): string {
  if (ports.length === 0) return "";
  const lines = [
    `bind ${maintenanceAddress}`,
    "header {",
    '\tContent-Type "text/html; charset=utf-8"',
    "\tCache-Control no-store",
    `\tRetry-After {file.${folder}/${retryFile}}`,
    "}",
    `respond {file.${folder}/${pageFile}} 503`,
  ];
  const sites = [...ports].sort((a, b) => a - b).map((port) => `http://:${port}`);
  return `\n# Gantry's maintenance page, for the proxy itself.\n${block(sites.join(", "), lines).join("\n")}\n`;
}

/** Serves what the service itself has no longer. A matcher of a block is not known outside of it. */
export function printAssets(service: string, paths: readonly string[], { assets }: ProxyPlace): string[] {
  if (paths.length === 0) return [];
  const root = `${assets}/${servedAssets}/${service}`;
  return [
    ...block(`@gantry_${service}`, [
      "method GET HEAD",
      `path ${paths.map((path) => `${path}/*`).join(" ")}`,
      ...block("file", [`root ${root}`]),
    ]),
    ...block(`handle @gantry_${service}`, [
      // Only pages that are open already ask for them.
      'header Cache-Control "public, max-age=86400"',
      ...block("file_server", [`root ${root}`]),
    ]),
  ];
}

export function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `\t${line}`), "}"];
}
