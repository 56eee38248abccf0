import { type ConfigWord, type Directive, walkDirectives } from "../../parse/directive.ts";
import { type ParsedCaddyfile, parseCaddyfile } from "../../parse/parse-caddyfile.ts";
import { type ParsedConfig, parseNginx } from "../../parse/parse-nginx.ts";
import type { ParseProblem } from "../../parse/parse-problem.ts";
import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";

/** A host that a proxy sends requests to. */
export interface Upstream {
  /** As it is written, without scheme and port. */
  readonly host: string;
  readonly port: number | undefined;
  readonly at: Place;
  /** The directive that names it: `reverse_proxy`, `proxy_pass`, `server`. */
  readonly directive: Directive;
}

export interface ProxySite {
  /** Addresses of a Caddyfile, `server_name`s of nginx, as they are written. */
  readonly addresses: readonly ConfigWord[];
  readonly upstreams: readonly Upstream[];
  readonly directives: readonly Directive[];
}

/** The configuration of a proxy. */
export interface ProxyConfig {
  readonly kind: "caddy" | "nginx";
  readonly path: string;
  readonly source: SourceText;
  readonly sites: readonly ProxySite[];
  /** All directives of the file. */
  readonly directives: readonly Directive[];
  /** Variables of the environment: `{$NAME}` and `{env.NAME}` of a Caddyfile, `${NAME}` of an nginx template. */
  readonly variables: readonly { readonly name: string; readonly hasDefault: boolean; readonly at: Place }[];
  readonly problems: readonly ParseProblem[];
  /** For what only a Caddyfile has. */
  readonly caddy: ParsedCaddyfile | undefined;
}

export function readCaddyConfig(source: SourceText): ProxyConfig {
  const caddy = parseCaddyfile(source);
  const expandImports = (directives: readonly Directive[]): Directive[] =>
    directives.flatMap((directive) =>
      directive.name === "import"
        ? [directive, ...(caddy.snippets.get(directive.words[0]?.text ?? "") ?? [])]
        : [directive],
    );
  const sites = caddy.sites.map(({ addresses, directives }) => {
    const all = expandImports(directives);
    return { addresses, directives: all, upstreams: [...walkDirectives(all)].flatMap(caddyUpstreams) };
  });
  const directives = [
    ...caddy.globals,
    ...[...caddy.snippets.values()].flat(),
    ...caddy.sites.flatMap((site) => site.directives),
  ];
  const variables = matchPlaces(source, /\{\$([A-Za-z_]\w*)(:[^}]*)?\}|\{env\.([A-Za-z_]\w*)\}/g).map(
    ({ match, at }) => ({
      name: match[1] ?? match[3] ?? "",
      hasDefault: match[2] !== undefined,
      at,
    }),
  );
  return { kind: "caddy", path: source.path, source, sites, directives, variables, problems: caddy.problems, caddy };
}

export function readNginxConfig(source: SourceText): ProxyConfig {
  const { directives, problems }: ParsedConfig = parseNginx(source);
  const all = [...walkDirectives(directives)];
  const pools = new Map(
    all
      .filter(({ name, block }) => name === "upstream" && block)
      .map(({ words, block }) => [words[0]?.text ?? "", block ?? []]),
  );
  const sites = all
    .filter(({ name }) => name === "server")
    .flatMap(({ block }): ProxySite[] => {
      if (!block) return [];
      const addresses = block.filter(({ name }) => name === "server_name").flatMap(({ words }) => words);
      const upstreams = [...walkDirectives(block)].flatMap((directive) => nginxUpstreams(directive, pools));
      return [{ addresses, directives: block, upstreams }];
    });
  const variables = /\.(template|tmpl|j2)$/.test(source.path)
    ? matchPlaces(source, /\$\{([A-Z_][A-Z0-9_]*)\}/g).map(({ match, at }) => ({
        name: match[1] ?? "",
        hasDefault: false,
        at,
      }))
    : [];
  return { kind: "nginx", path: source.path, source, sites, directives, variables, problems, caddy: undefined };
}

function caddyUpstreams(directive: Directive): Upstream[] {
  const words =
    directive.name === "reverse_proxy"
      ? [...directive.words, ...(directive.block ?? []).filter(({ name }) => name === "to").flatMap((to) => to.words)]
      : directive.name === "php_fastcgi" || directive.name === "forward_auth"
        ? directive.words
        : [];
  return words.filter(({ text }) => !/^[/@*]/.test(text)).flatMap((word) => toUpstream(word, directive));
}

const passes = new Set(["proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass"]);

function nginxUpstreams(directive: Directive, pools: ReadonlyMap<string, readonly Directive[]>): Upstream[] {
  const [word] = directive.words;
  if (!passes.has(directive.name) || !word) return [];
  const host = word.text.replace(/^[a-z]+:\/\//i, "").split(/[/:]/)[0] ?? "";
  const pool = pools.get(host);
  if (!pool) return toUpstream(word, directive);
  return pool
    .filter(({ name }) => name === "server")
    .flatMap((server) => {
      const [address] = server.words;
      return address ? toUpstream(address, server) : [];
    });
}

function toUpstream(word: ConfigWord, directive: Directive): Upstream[] {
  const match = /^(?:[a-z0-9]+:\/\/)?(\[[^\]]+\]|[^\s/:{}$]+)(?::(\d+))?(?:\/.*)?$/i.exec(word.text);
  if (!match?.[1] || word.text.startsWith("unix")) return [];
  return [{ host: match[1], port: match[2] === undefined ? undefined : Number(match[2]), at: word.at, directive }];
}

/** Matches outside comments. */
const matchPlaces = (source: SourceText, pattern: RegExp): { match: RegExpMatchArray; at: Place }[] =>
  [...source.text.matchAll(pattern)]
    .map((match) => ({ match, at: source.placeOf(match.index, match.index + match[0].length) }))
    .filter(({ at }) => !source.line(at.line).trimStart().startsWith("#"));
