import type { ConfigWord, Directive } from "../../check/parse/directive.ts";
import type { RewriteContext } from "../configuration/rewritten.ts";
import type { ManagedUpstream, UnmanagedUpstream } from "../proxy-definition.ts";
import { type CaddyUpstream, parseUpstream } from "./parse-upstream.ts";

/** An upstream that is a service of the stack. */
export interface FoundUpstream extends ManagedUpstream {
  scheme: CaddyUpstream["scheme"];
  /** The name that the configuration calls it by. */
  host: string;
  /** Maintenance may answer in its place: it speaks plain HTTP. */
  maintainable: boolean;
}

export interface ProxyDirective {
  upstreams: FoundUpstream[];
  /** Why it is left as it is, though it may send requests to a service. */
  obstacle?: Omit<UnmanagedUpstream, "where">;
}

/** The services that a `reverse_proxy` (or one that is made of it) sends requests to. Empty: none of the stack's. */
export function readProxyDirective(directive: Directive, context: RewriteContext): ProxyDirective {
  const words = upstreamWords(directive).map((word) => resolveVariables(word.text, context.environment));
  const opaque = words.find((text) => text.includes("{"));
  if (opaque !== undefined) {
    return obstacle(`its upstream ${opaque} is only known to Caddy. Write the service's name and port there.`);
  }
  const parsed = words.map((text) => ({ text, upstream: parseUpstream(text) }));
  const services = parsed.map(({ upstream }) => upstream && context.serviceOf(upstream.host));
  const service = services.find((each) => each !== undefined);
  if (directive.block?.some(({ name }) => name === "dynamic")) {
    return obstacle('it has "dynamic" upstreams of its own. Write the service\'s name and port instead.');
  }
  if (service === undefined) return { upstreams: [] };
  const foreign = parsed.find((_, index) => services[index] === undefined);
  if (foreign) {
    return obstacle(`it sends requests to ${foreign.text} too, which is no service of the stack.`, service);
  }
  const upstreams = parsed.flatMap(({ upstream }, index): FoundUpstream[] => {
    const name = services[index];
    if (!upstream || name === undefined) return [];
    const maintainable = upstream.scheme === "http" && directive.name !== "php_fastcgi" && !hasTls(directive);
    return [{ ...upstream, service: name, maintainable }];
  });
  if (new Set(upstreams.map(({ scheme }) => scheme)).size > 1) {
    return obstacle("its upstreams speak different protocols.", service);
  }
  return { upstreams };
}

/** The first word may say which requests are meant. */
export function matcherOf([first]: readonly ConfigWord[]): ConfigWord | undefined {
  return first && /^[@/*]/.test(first.text) ? first : undefined;
}

/** Upstreams stand after the matcher, and in `to` lines of the block. */
export function upstreamWords(directive: Directive): ConfigWord[] {
  const own = matcherOf(directive.words) ? directive.words.slice(1) : directive.words;
  const to = (directive.block ?? []).filter(({ name }) => name === "to");
  return [...own, ...to.flatMap(({ words }) => words)];
}

/** `{$NAME}`, `{$NAME:default}` and `{env.NAME}`, as far as the container's environment is known. */
function resolveVariables(text: string, environment: RewriteContext["environment"]): string {
  return text.replace(
    /\{\$(\w+)(?::([^}]*))?\}|\{env\.(\w+)\}/g,
    (whole, name: string | undefined, fallback: string | undefined, other: string | undefined) =>
      environment[name ?? other ?? ""] ?? fallback ?? whole,
  );
}

function hasTls({ block = [] }: Directive): boolean {
  const transport = block.find(({ name }) => name === "transport");
  return (transport?.block ?? []).some(({ name }) => name.startsWith("tls"));
}

function obstacle(reason: string, service?: string): ProxyDirective {
  return { upstreams: [], obstacle: { reason, ...(service === undefined ? {} : { service }) } };
}
