import { posix } from "node:path";
import { configError } from "../model/error.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { replicasOf } from "../plan/describe/context.ts";
import { rewriteCaddyfiles } from "./caddy/rewrite-caddyfile.ts";
import { findSources } from "./configuration/find-sources.ts";
import type { FoundFile, ProxyFiles } from "./configuration/read-proxy-files.ts";
import { distinctUpstreams, type RewriteContext } from "./configuration/rewritten.ts";
import { serviceNames } from "./configuration/service-names.ts";
import { fragmentFile, frontProject, placeInFront } from "./front/front-names.ts";
import { liftShared } from "./front/lift-shared.ts";
import { readShared } from "./front/read-shared.ts";
import { rewriteNginxFiles } from "./nginx/rewrite-nginx.ts";
import type { ProxyDefinition, ProxyFile, UnmanagedUpstream } from "./proxy-definition.ts";
import { ownPlace, type ProxyPlace } from "./proxy-place.ts";
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
 * containers' specs, so that no hash depends on it. One with `x-gantry.shared` leaves the stack: its configuration becomes a fragment of the
 * front that the stacks of a host share.
 *
 * @throws UserError `config` with what the front cannot do for a shared one.
 */
export function manageProxies(stack: Stack, files: ProxyFiles): ManagedProxies {
  let managed = stack;
  const proxies: ProxyDefinition[] = [];
  const unmanaged: UnmanagedUpstream[] = [];
  for (const [name, found] of files) {
    const service = stack.services[name];
    const sources = service && findSources(service);
    if (!service || !sources || service["x-gantry"]?.shared) continue;
    const { proxy: defined, left } = defineProxy(stack, name, { kind: sources.kind, found });
    unmanaged.push(...left);
    if (defined.upstreams.length === 0) continue;
    const proxy = { ...defined, volume: `gantry-${name}` };
    proxies.push(proxy);
    managed = withProxy(managed, proxy, found);
  }
  for (const [name, service] of Object.entries(stack.services)) {
    if (!service["x-gantry"]?.shared) continue;
    const proxy = defineShared(stack, name, files.get(name) ?? []);
    proxies.push(proxy);
    managed = liftShared(managed, name, new Set(proxy.upstreams.map((upstream) => upstream.service)));
  }
  return { stack: managed, proxies, unmanaged };
}

/** @throws UserError `config` with what the front cannot do for it. */
function defineShared(stack: Stack, name: string, found: readonly FoundFile[]): ProxyDefinition {
  refuseSecondFront(stack, name);
  const { wish, caddyfile } = readShared(name, stack.services[name] ?? {}, found);
  const place = placeInFront(stack.name);
  const { proxy, left } = defineProxy(stack, name, { kind: "caddy", found: [caddyfile], place });
  if (left.length > 0) {
    throw configError(
      left.map(({ where, reason }) => ({ message: `${where}: the front could not reach it: ${reason}` })),
    );
  }
  const files = proxy.files.map((file) => ({ ...file, path: `${place.folder}/${fragmentFile}` }));
  return { ...proxy, files, front: wish };
}

function refuseSecondFront({ name, services }: Stack, proxy: string): void {
  const first = Object.keys(services).find((key) => services[key]?.["x-gantry"]?.shared);
  if (first !== proxy) {
    const message = `services.${proxy}.x-gantry.shared: ${first} is shared already, and a stack has one place in the front.`;
    throw configError([{ message, fix: "Put both into one Caddyfile." }]);
  }
  if (name !== frontProject) return;
  throw configError([{ message: `name: "${name}" is the name of the front itself.`, fix: "Choose another one." }]);
}

interface DefineProxyOptions {
  kind: ProxyDefinition["kind"];
  found: readonly FoundFile[];
  place?: ProxyPlace;
}

function defineProxy(
  stack: Stack,
  service: string,
  { kind, found, place = ownPlace }: DefineProxyOptions,
): { proxy: ProxyDefinition; left: UnmanagedUpstream[] } {
  const names = serviceNames(stack);
  const context: RewriteContext = {
    serviceOf: (host) => names.get(host),
    replicasOf: (name) => replicasOf(stack, name),
    assetPathsOf: (name) => (stack.services[name]?.["x-gantry"]?.assets ?? []).map(({ path }) => path),
    environment: stack.services[service]?.environment ?? {},
    place,
  };
  const ordered = [...found].sort((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1));
  const rewritten = kind === "caddy" ? rewriteCaddyfiles(ordered, context) : rewriteNginxFiles(ordered, context);
  const upstreams = distinctUpstreams(rewritten.flatMap(({ upstreams }) => upstreams));
  const proxy: ProxyDefinition = {
    kind,
    service,
    place,
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
  { service: name, volume, files, assets }: ProxyDefinition & { volume: string },
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
