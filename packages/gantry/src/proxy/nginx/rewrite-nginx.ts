import { type ConfigWord, type Directive, walkDirectives } from "../../check/parse/directive.ts";
import { parseNginx } from "../../check/parse/parse-nginx.ts";
import { SourceText } from "../../check/repository/source-text.ts";
import type { FoundFile } from "../configuration/read-proxy-files.ts";
import type { RewriteContext, Rewritten } from "../configuration/rewritten.ts";
import { spanOf } from "../configuration/span-of.ts";
import { applyEdits, type TextEdit } from "../configuration/text-edit.ts";
import type { ManagedUpstream, UnmanagedUpstream } from "../proxy-definition.ts";
import { nginxInclude, proxyFolder, targetsFolder } from "../volume/layout.ts";
import { insertAssets } from "./insert-assets.ts";
import { targetVariable } from "./print-include.ts";
import { defaultPort, type Pass, parseTarget, readPasses } from "./read-passes.ts";
import { rewritePass } from "./rewrite-pass.ts";

interface ParsedFile {
  file: FoundFile;
  source: SourceText;
  directives: readonly Directive[];
  edits: TextEdit[];
  upstreams: ManagedUpstream[];
  unmanaged: UnmanagedUpstream[];
  /** The servers in it that serve files of earlier releases. */
  servers: Set<Directive>;
}

/**
 * The files of an nginx configuration, with every upstream that is a service of the stack in a variable: names in variables are resolved while
 * nginx runs, and a switch changes the variables' values. Everything else stays as it is, byte for byte.
 */
export function rewriteNginxFiles(files: readonly FoundFile[], context: RewriteContext): Rewritten[] {
  const parsed = files.map((file): ParsedFile => {
    const source = new SourceText(file.name, file.content);
    const { directives } = parseNginx(source);
    return { file, source, directives, edits: [], upstreams: [], unmanaged: [], servers: new Set() };
  });
  const all = parsed.flatMap(({ directives }) => [...walkDirectives(directives)]);
  const pools = readPools(all, context);
  const passes = parsed.flatMap((file) => [...readPasses(file.directives)].map((pass) => ({ file, pass })));
  // A file without a block of its own may be included anywhere.
  const knowsHeaders = parsed.every(({ directives }) => directives.every(({ name }) => name !== "proxy_set_header"));
  const surroundings = { pools, knowsHeaders: knowsHeaders && !hasHeadersForOtherFiles(parsed) };
  for (const { file, pass } of passes) managePass(file, pass, surroundings, context);
  const ports = variablePorts(passes.map(({ pass }) => pass));
  for (const file of parsed) if (!isTemplate(file)) manageVariables(file, ports, context);
  if (parsed.some(({ upstreams }) => upstreams.length > 0)) include(parsed, all);
  return parsed.map(({ file, edits, upstreams, unmanaged }) => ({
    content: applyEdits(file.content, edits),
    upstreams,
    unmanaged,
  }));
}

type Pool = { upstream: ManagedUpstream } | { reason: string; service: string };

/** `upstream` blocks by name, as far as services of the stack are in them. */
function readPools(all: readonly Directive[], { serviceOf }: RewriteContext): ReadonlyMap<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const { name, words, block } of all) {
    const [pool] = words;
    if (name !== "upstream" || !pool || !block) continue;
    const servers = block
      .filter((each) => each.name === "server")
      .map((each) => {
        const target = parseTarget(each.words[0]?.text ?? "");
        return { service: target && serviceOf(target.host), port: target?.port ?? 80 };
      });
    const first = servers.find(({ service }) => service !== undefined);
    if (first?.service === undefined) continue;
    const same = servers.every(({ service, port }) => service === first.service && port === first.port);
    pools.set(
      pool.text,
      same
        ? { upstream: { service: first.service, port: first.port } }
        : { reason: `the upstream "${pool.text}" has servers of more than one kind.`, service: first.service },
    );
  }
  return pools;
}

/** Headers in `http`, which locations in files that are included there inherit. */
function hasHeadersForOtherFiles(parsed: readonly ParsedFile[]): boolean {
  return parsed.some(({ directives }) =>
    directives.some(
      ({ name, block = [] }) => name === "http" && block.some((each) => each.name === "proxy_set_header"),
    ),
  );
}

interface Surroundings {
  pools: ReadonlyMap<string, Pool>;
  knowsHeaders: boolean;
}

function managePass(
  file: ParsedFile,
  pass: Pass,
  { pools, knowsHeaders }: Surroundings,
  { serviceOf, assetPathsOf }: RewriteContext,
): void {
  const target = parseTarget(pass.target.text);
  if (!target) return;
  const pool = pools.get(target.host);
  if (pool && "reason" in pool) {
    file.unmanaged.push({ where: placeOf(pass.directive), service: pool.service, reason: pool.reason });
    return;
  }
  const service = serviceOf(target.host);
  const upstream = pool?.upstream ?? (service && { service, port: target.port ?? defaultPort(target) });
  if (!upstream) return;
  const edits = isTemplate(file)
    ? undefined
    : rewritePass(file.source, pass, target, {
        variable: targetVariable(upstream.service),
        port: upstream.port,
        knowsHeaders,
      });
  if (edits) {
    file.upstreams.push(upstream);
    file.edits.push(...edits);
    const { service } = upstream;
    if (assetPathsOf(service).length > 0) {
      file.edits.push(...insertAssets(file.source, pass, target, { service, servers: file.servers }));
    }
  } else {
    const reason = isTemplate(file)
      ? "the image fills this template in when it starts. Mount the finished file below /etc/nginx/conf.d instead."
      : `its path "${target.uri}" cannot be kept with a name that changes. Rewrite the path in the location instead.`;
    file.unmanaged.push({ where: placeOf(pass.directive), service: upstream.service, reason });
  }
}

/** The ports that follow a variable where requests are sent on: `http://$app:3000`. */
function variablePorts(passes: readonly Pass[]): ReadonlyMap<string, number | undefined> {
  return new Map(
    passes.flatMap(({ target }) => {
      const parsed = parseTarget(target.text);
      return parsed?.host.startsWith("$") ? [[parsed.host, parsed.port] as const] : [];
    }),
  );
}

/** `set $app web:3000;`, and `map` with values such as this, for variables that requests are sent on to. */
function manageVariables(
  file: ParsedFile,
  ports: ReadonlyMap<string, number | undefined>,
  { serviceOf }: RewriteContext,
): void {
  const manage = (variable: ConfigWord | undefined, value: ConfigWord | undefined) => {
    if (!variable || !value || !ports.has(variable.text)) return;
    const target = parseTarget(value.text);
    const service = target && serviceOf(target.host);
    if (!target || service === undefined) return;
    const port = target.port ?? ports.get(variable.text);
    file.upstreams.push({ service, port: port ?? defaultPort(target) });
    const written = target.port === undefined ? "" : `:${target.port}`;
    file.edits.push({
      ...spanOf(file.source, value.at),
      text: `"${target.scheme}${targetVariable(service)}${written}${target.uri}"`,
    });
  };
  for (const { name, words, block = [] } of walkDirectives(file.directives)) {
    if (name === "set") manage(words[0], words[1]);
    if (name === "map") for (const entry of block) manage(words[1], entry.words[0]);
  }
}

/** Puts the variables where every server sees them: into `http`, or at the head of the first file that nginx includes there. */
function include(parsed: readonly ParsedFile[], all: readonly Directive[]): void {
  const lines = [`include ${proxyFolder}/${targetsFolder}/${nginxInclude};`];
  if (!all.some(({ name }) => name === "resolver")) lines.unshift("resolver 127.0.0.11 valid=1s ipv6=off;");
  for (const { source, directives, edits } of parsed) {
    const http = directives.find(({ name }) => name === "http");
    if (!http) continue;
    const { end } = spanOf(source, http.at);
    const start = source.text.indexOf("{", end) + 1;
    edits.push({ start, end: start, text: lines.map((line) => `\n  ${line}`).join("") });
    return;
  }
  const first = parsed.find(({ directives }) =>
    directives.some(({ name }) => name === "server" || name === "upstream"),
  );
  first?.edits.push({ start: 0, end: 0, text: lines.map((line) => `${line}\n`).join("") });
}

const isTemplate = ({ file }: ParsedFile): boolean => file.path.startsWith("/etc/nginx/templates/");

const placeOf = ({ at }: Directive): string => `${at.file}:${at.line}:${at.column}`;
