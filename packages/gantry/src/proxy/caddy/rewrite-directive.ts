import type { Directive } from "../../check/parse/directive.ts";
import type { SourceText } from "../../check/repository/source-text.ts";
import type { RewriteContext } from "../configuration/rewritten.ts";
import { spanOf, spanWithBlanks } from "../configuration/span-of.ts";
import type { TextEdit } from "../configuration/text-edit.ts";
import { block, printAssets, printDynamic, printStreamMarks } from "./print-managed.ts";
import { type FoundUpstream, matcherOf, upstreamWords } from "./read-proxy-directive.ts";

/** Takes the upstreams out of a directive and puts the managed ones into its block, which it may not have had. */
export function rewriteDirective(
  source: SourceText,
  directive: Directive,
  upstreams: readonly FoundUpstream[],
  context: RewriteContext,
): TextEdit[] {
  const indent = /^[ \t]*/.exec(source.line(directive.at.line))?.[0] ?? "";
  const removals = [
    ...upstreamWords({ ...directive, block: undefined }).map(({ at }) => spanWithBlanks(source, at)),
    ...(directive.block ?? [])
      .filter(({ name }) => name === "to")
      .flatMap(({ at, words }) => [
        spanWithBlanks(source, at),
        ...words.map((word) => spanWithBlanks(source, word.at)),
      ]),
  ].map((span) => ({ ...span, text: "" }));
  const { lines, edits } = managedLines(directive, upstreams, context);
  removals.unshift(...insertBefore(source, directive, upstreams, context));
  const body = lines.map((line) => `${indent}\t${line}\n`).join("");
  if (directive.blockEnd !== undefined) {
    const start = startOfLastLine(source, directive.blockEnd);
    return [
      ...removals,
      ...edits,
      { start, end: start, text: start === directive.blockEnd ? `\n${body}${indent}` : body },
    ];
  }
  const end = spanOf(source, directive.words.at(-1)?.at ?? directive.at).end;
  return [...removals, { start: end, end, text: ` {\n${body}${indent}}` }];
}

/**
 * What is to happen to the very requests that the directive gets: streams are marked, and files of earlier releases served. It goes before the
 * directive, as Caddy orders directives and as they are written; who is let in is decided before both.
 */
function insertBefore(
  source: SourceText,
  { name, at, words }: Directive,
  upstreams: readonly FoundUpstream[],
  { assetPathsOf, place }: RewriteContext,
): TextEdit[] {
  if (name !== "reverse_proxy") return [];
  const services = [...new Set(upstreams.map(({ service }) => service))];
  const lines = [
    ...printStreamMarks(),
    ...services.flatMap((service) => printAssets(service, assetPathsOf(service), place)),
  ];
  const { start } = spanOf(source, at);
  const matcher = matcherOf(words);
  const indent = /^[ \t]*/.exec(source.line(at.line))?.[0] ?? "";
  const text = block(matcher ? `route ${matcher.text}` : "route", lines).join(`\n${indent}`);
  return [{ start, end: start, text: `${text}\n${indent}` }];
}

/** The closing brace stands on a line of its own; what is inserted comes before that line. */
function startOfLastLine(source: SourceText, brace: number): number {
  const start = source.text.lastIndexOf("\n", brace - 1) + 1;
  return source.text.slice(start, brace).trim() === "" ? start : brace;
}

function managedLines(
  { name, block: own = [] }: Directive,
  upstreams: readonly FoundUpstream[],
  context: RewriteContext,
): { lines: string[]; edits: TextEdit[] } {
  const has = (option: string) => own.some((each) => each.name === option);
  const lines = printDynamic(upstreams, context.place, { streams: name === "reverse_proxy" });
  const add = (option: string, value: string) => {
    if (!has(option)) lines.push(`${option} ${value}`);
  };
  // A container that is gone is tried once more elsewhere: Docker takes it out of the name within the second.
  add("lb_try_duration", "5s");
  add("lb_try_interval", "100ms");
  if (upstreams.reduce((sum, { service }) => sum + context.replicasOf(service), 0) > 1) {
    add("lb_policy", "least_conn");
    // With a single replica this would only turn one failed request into many.
    add("fail_duration", "2s");
  }
  const edits: TextEdit[] = [];
  if (name !== "php_fastcgi") {
    const transport = own.find((each) => each.name === "transport");
    const wanted = transportLines(upstreams, transport);
    if (!transport) lines.push(...block("transport http", wanted));
    else if (transport.blockEnd !== undefined && wanted.length > 0) {
      edits.push({ start: transport.blockEnd, end: transport.blockEnd, text: `${wanted.join("\n")}\n` });
    }
  }
  return { lines, edits };
}

function transportLines([first]: readonly FoundUpstream[], transport: Directive | undefined): string[] {
  const has = (option: string) => (transport?.block ?? []).some(({ name }) => name.startsWith(option));
  const lines: string[] = [];
  // An address that is gone answers nothing at all, for three seconds.
  if (!has("dial_timeout")) lines.push("dial_timeout 1s");
  if (first?.scheme === "https") {
    if (!has("tls")) lines.push("tls");
    if (!has("tls_server_name") && !has("tls_insecure_skip_verify")) lines.push(`tls_server_name ${first.host}`);
  }
  if (first?.scheme === "h2c" && !has("versions")) lines.push("versions h2c 2");
  return lines;
}
