import { matching, oneOf } from "../options/checks.ts";
import { type BuildContext, type Draft, ServiceDefinition } from "../service-definition.ts";
import { draftCaddy } from "./caddy.ts";
import { checkRoutes, type FrontDoorOptions, frontDoorChecks, isBarePort } from "./front-door.ts";

export interface SharedOptions
  extends Pick<
    FrontDoorOptions,
    "routes" | "redirects" | "headers" | "compression" | "maxBody" | "httpPort" | "httpsPort" | "bind"
  > {
  /**
   * `"internal"`: certificates of Caddy's own authority, outside of `development`, for tests and closed networks. Default: those of a public
   * authority.
   */
  tls?: "internal";
  /** Of the Caddy that is started where the host has none yet, at least the major one. Default: `"2-alpine"`. */
  version?: string;
}

/**
 * The front door of a host with several stacks: a deploy puts the routes into one Caddy that all stacks of the host share, with its ports and its
 * certificates. A host name belongs to one stack. In the environment `development`, and wherever Gantry does not deploy the stack, it is a Caddy of
 * the stack's own, as `caddy()` is.
 *
 * @example
 * ```ts
 * return { name: "shop", services: { db, app }, proxy: shared({ routes: { "shop.example.com": app } }) };
 * ```
 */
export function shared(options: SharedOptions): ServiceDefinition {
  const given: Partial<SharedOptions> = options ?? {};
  return new ServiceDefinition({
    preset: "shared",
    options: given,
    checks: {
      ...frontDoorChecks,
      version: matching(/^\d+(\.\d+)*(-[\w.-]+)?$/, "a version of Caddy", "2"),
      routes: checkRoutes((host) => refuseHost(host, given)),
      tls: oneOf("internal"),
    },
    required: ["routes"],
    build: (context) => draftShared(context, options),
  });
}

function refuseHost(host: string, { tls }: Partial<SharedOptions>): string | undefined {
  if (isBarePort(host)) return "the front has the ports 80 and 443 only, and tells stacks apart by host names.";
  if (tls !== undefined || !host.startsWith("*")) return undefined;
  return "its certificate needs a module or a setting of the whole Caddy, which a shared one does not have: use caddy().";
}

function draftShared(context: BuildContext, options: SharedOptions): Draft {
  const draft = draftCaddy(context, options);
  if (context.development) return draft;
  const extras = { ...(draft.service["x-gantry"] as object | undefined), shared: true };
  return { ...draft, service: { ...draft.service, "x-gantry": extras } };
}
