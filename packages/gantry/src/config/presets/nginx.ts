import { matching, options as optionsOf, string } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import { type BuildContext, type Draft, ServiceDefinition } from "../service-definition.ts";
import { draftService, shellHttpTest } from "./draft-service.ts";
import {
  bodyLimit,
  checkRoutes,
  type FrontDoorOptions,
  frontDoorChecks,
  listPorts,
  listRoutes,
  listSites,
  localRoutes,
} from "./front-door.ts";
import { nginxHealthPort, printNginxConfig } from "./nginx-config.ts";
import { placeHosts } from "./place-hosts.ts";

export interface NginxOptions extends FrontDoorOptions {
  /** The image's tag. Default: `"alpine"`. */
  version?: string;
  /**
   * Files of the certificate, with those of its chain, and of its key, both PEM. Without it only plain HTTP is spoken. Not used in the
   * environment `development`.
   */
  tls?: { certificate: string; key: string };
}

/**
 * The front door as an nginx, for those who have certificates of their own or another proxy before it: it gets none by itself, as `caddy()`
 * does, and a deploy reloads it, which closes idle connections of clients. In the environment `development` it speaks plain HTTP on
 * `http://localhost:8080`.
 *
 * @example
 * ```ts
 * return { name: "shop", services: { db, app }, proxy: nginx({ routes: { "shop.example.com": app } }) };
 * ```
 */
export function nginx(options: NginxOptions): ServiceDefinition {
  return new ServiceDefinition({
    preset: "nginx",
    options: options ?? {},
    checks: checksOf<NginxOptions>({
      ...frontDoorChecks,
      version: matching(/^[\w][\w.-]*$/, "a tag of the nginx image", "1.29-alpine"),
      routes: checkRoutes(() => undefined),
      tls: optionsOf({ certificate: string, key: string }, ["certificate", "key"]),
    }),
    required: ["routes"],
    build: (context) => draftNginx(context, options),
  });
}

function draftNginx(context: BuildContext, given: NginxOptions): Draft {
  const options = placeHosts(given, context);
  const { key, development: local } = context;
  const routes = listRoutes(options);
  const sites = listSites(options, routes, (service) => context.keyOf(service));
  const tls = local ? undefined : options.tls;
  const secrets = tls
    ? { [`${key}-certificate`]: { file: tls.certificate }, [`${key}-certificate-key`]: { file: tls.key } }
    : {};
  const config = `${key}-nginx`;
  const content = printNginxConfig({
    sites,
    local,
    tls: tls && { certificate: `/run/secrets/${key}-certificate`, key: `/run/secrets/${key}-certificate-key` },
    headers: options.headers,
    compression: options.compression,
    maxBody: bodyLimit(options),
  });
  const draft = draftService(context, options, {
    preset: "nginx",
    image: `nginx:${options.version ?? "alpine"}`,
    test: shellHttpTest(`http://127.0.0.1:${nginxHealthPort}/`),
    timing: { startPeriod: "10s" },
    memory: "128m",
    stopGracePeriod: "30s",
    // It starts as root and becomes nginx.
    capabilities: ["CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID"],
    egress: true,
  });
  const hosts = sites.map(({ host }) => host);
  const ports = [...listPorts(options, hosts, { local, https: tls ? "tcp" : false }), ...(options.ports ?? [])];
  return {
    ...draft,
    service: {
      ...draft.service,
      ports,
      configs: [{ source: config, target: "/etc/nginx/conf.d/default.conf" }],
      ...(tls ? { secrets: Object.keys(secrets) } : {}),
    },
    configs: { [config]: { content } },
    secrets: { ...draft.secrets, ...secrets },
    routes: local ? localRoutes(options, routes) : routes,
    uses: routes.map((route) => route.service),
  };
}
