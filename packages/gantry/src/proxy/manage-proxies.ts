import { posix } from "node:path";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { replicasOf } from "../plan/describe/context.ts";
import { rewriteCaddyfiles } from "./caddy/rewrite-caddyfile.ts";
import { findSources } from "./configuration/find-sources.ts";
import type { FoundFile, ProxyFiles } from "./configuration/read-proxy-files.ts";
import { distinctUpstreams, type RewriteContext } from "./configuration/rewritten.ts";
import { serviceNames } from "./configuration/service-names.ts";
import { rewriteNginxFiles } from "./nginx/rewrite-nginx.ts";
import type { ProxyDefinition, ProxyFile, UnmanagedUpstream } from "./proxy-definition.ts";
import { assetsFolder, assetsVolume, proxyFolder } from "./volume/layout.ts";

export interface ManagedProxies {
  /** What is deployed. */
  stack: Stack;
  proxies: ProxyDefinition[];
  /** In all configurations that were found, those of proxies that are left alone among them. */
  unmanaged: UnmanagedUpstream[];
}

/**
 * Finds the proxies of a stack and puts the upstreams that are its services under Gantry's control: those of `caddy()` and `nginx()`, and
 * those of a team's own Caddyfile or nginx configuration, in a config or mounted from the project. Pure; `readProxyFiles` has read the files.
 *
 * The services of the proxies get a volume at `/gantry`, and empty files in place of their configuration: `fillProxyFiles` puts that into the
 * containers' specs, so that no hash depends on it.
 */
export function manageProxies(stack: Stack, files: ProxyFiles): ManagedProxies {
  let managed = stack;
  const proxies: ProxyDefinition[] = [];
  const unmanaged: UnmanagedUpstream[] = [];
  for (const [name, found] of files) {
    const service = stack.services[name];
    const sources = service && findSources(service);
    if (!service || !sources) continue;
    const { proxy, left } = defineProxy(stack, name, sources.kind, found);
    unmanaged.push(...left);
    if (proxy.upstreams.length === 0) continue;
    proxies.push(proxy);
    managed = withProxy(managed, proxy, found);
  }
  return { stack: managed, proxies, unmanaged };
}

function defineProxy(
  stack: Stack,
  service: string,
  kind: ProxyDefinition["kind"],
  found: readonly FoundFile[],
): { proxy: ProxyDefinition; left: UnmanagedUpstream[] } {
  const names = serviceNames(stack);
  const context: RewriteContext = {
    serviceOf: (host) => names.get(host),
    replicasOf: (name) => replicasOf(stack, name),
    assetPathsOf: (name) => (stack.services[name]?.["x-gantry"]?.assets ?? []).map(({ path }) => path),
    environment: stack.services[service]?.environment ?? {},
  };
  const ordered = [...found].sort((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1));
  const rewritten = kind === "caddy" ? rewriteCaddyfiles(ordered, context) : rewriteNginxFiles(ordered, context);
  const upstreams = distinctUpstreams(rewritten.flatMap(({ upstreams }) => upstreams));
  const proxy: ProxyDefinition = {
    kind,
    service,
    volume: `gantry-${service}`,
    upstreams,
    assets: [...new Set(upstreams.map((upstream) => upstream.service))].flatMap((name) =>
      (stack.services[name]?.["x-gantry"]?.assets ?? []).map((folder) => ({ service: name, ...folder })),
    ),
    files: ordered.map(({ path, mode }, index): ProxyFile => {
      const content = rewritten[index]?.content ?? "";
      return { path, content, ...(mode === undefined ? {} : { mode }) };
    }),
  };
  return { proxy, left: rewritten.flatMap(({ unmanaged }) => unmanaged) };
}

/** The file that the proxy starts with comes first. */
const mainFiles = ["/etc/caddy/Caddyfile", "/etc/nginx/nginx.conf"];
const rankOf = ({ path }: FoundFile): number => (mainFiles.includes(path) ? 0 : 1);

function withProxy(
  stack: Stack,
  { service: name, volume, files, assets }: ProxyDefinition,
  found: readonly FoundFile[],
): Stack {
  const service = stack.services[name] ?? {};
  const replaced = new Set(files.map(({ path }) => path));
  const mounts = new Set(found.map(({ mount }) => mount));
  const keys = new Map(files.map(({ path }, index) => [path, `gantry-${name}-${index}`]));
  const kept: Service = {
    ...service,
    configs: [
      ...(service.configs ?? []).filter(({ source, target }) => !replaced.has(target || `/${source}`)),
      ...files.map(({ path, mode }) => ({
        source: keys.get(path) ?? "",
        target: path,
        ...(mode === undefined ? {} : { mode }),
      })),
    ],
    volumes: [
      ...(service.volumes ?? []).filter(
        (mount) => mount.type !== "bind" || !mounts.has(posix.resolve("/", mount.target)),
      ),
      { type: "volume", source: volume, target: proxyFolder },
      ...(assets.length > 0
        ? [{ type: "volume" as const, source: assetsVolume, target: assetsFolder, read_only: true }]
        : []),
    ],
  };
  return {
    ...stack,
    services: { ...stack.services, [name]: kept },
    // The project's name is in it, so that it is one of a kind on the engine.
    volumes: {
      ...stack.volumes,
      [volume]: { name: `gantry-${stack.name}-${name}` },
      ...(assets.length > 0 ? { [assetsVolume]: { name: `gantry-${stack.name}-assets` } } : {}),
    },
    configs: { ...stack.configs, ...Object.fromEntries([...keys.values()].map((key) => [key, { content: "" }])) },
  };
}
