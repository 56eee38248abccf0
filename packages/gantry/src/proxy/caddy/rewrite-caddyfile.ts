import { type Directive, walkDirectives } from "../../check/parse/directive.ts";
import { type CaddySite, parseCaddyfile } from "../../check/parse/parse-caddyfile.ts";
import { SourceText } from "../../check/repository/source-text.ts";
import type { FoundFile } from "../configuration/read-proxy-files.ts";
import type { RewriteContext, Rewritten } from "../configuration/rewritten.ts";
import { spanOf } from "../configuration/span-of.ts";
import { applyEdits, type TextEdit } from "../configuration/text-edit.ts";
import type { UnmanagedUpstream } from "../proxy-definition.ts";
import { printMaintenance } from "./print-managed.ts";
import { type FoundUpstream, readProxyDirective } from "./read-proxy-directive.ts";
import { rewriteDirective } from "./rewrite-directive.ts";

/** The directives that send requests on, with what Caddy calls their upstreams. */
const proxying = new Set(["reverse_proxy", "forward_auth", "php_fastcgi"]);

/**
 * A Caddyfile, and what it may import, in which every upstream that is a service of the stack is switched by a file, and may be put into
 * maintenance. Everything else stays as it is, byte for byte. The main file comes first.
 */
export function rewriteCaddyfiles(files: readonly FoundFile[], context: RewriteContext): Rewritten[] {
  const rewritten = files.map((file, index) => rewriteFile(file, context, { main: index === 0 }));
  const found = rewritten.flatMap(({ upstreams }) => upstreams);
  const ports = new Set(found.filter(({ maintainable }) => maintainable).map(({ port }) => port));
  return rewritten.map(({ content, upstreams, unmanaged }, index) => ({
    content: index === 0 ? content.replace(/(?<!\n)$/, "\n") + printMaintenance([...ports], context.place) : content,
    upstreams: upstreams.map(({ service, port }) => ({ service, port })),
    unmanaged,
  }));
}

function rewriteFile(
  { name, content }: FoundFile,
  context: RewriteContext,
  { main }: { main: boolean },
): Omit<Rewritten, "upstreams"> & { upstreams: FoundUpstream[] } {
  const source = new SourceText(name, content);
  const { snippets, sites } = parseCaddyfile(source);
  const edits: TextEdit[] = [];
  const found: FoundUpstream[] = [];
  const unmanaged: UnmanagedUpstream[] = [];
  for (const directive of walkDirectives([...[...snippets.values()].flat(), ...sites.flatMap(directivesOf)])) {
    if (!proxying.has(directive.name)) continue;
    const { upstreams, obstacle } = readProxyDirective(directive, context);
    if (obstacle) unmanaged.push({ where: placeOf(directive), ...obstacle });
    else if (upstreams.length > 0) {
      found.push(...upstreams);
      edits.push(...rewriteDirective(source, directive, upstreams, context));
    }
  }
  if (main) edits.push(...wrapOnlySite(source, sites));
  return { content: applyEdits(content, edits), upstreams: found, unmanaged };
}

function placeOf({ at }: Directive): string {
  return `${at.file}:${at.line}:${at.column}`;
}

const directivesOf = ({ directives }: CaddySite): readonly Directive[] => directives;

/** A file may have one site without braces; with another one beside it, it needs them. */
function wrapOnlySite(source: SourceText, sites: readonly CaddySite[]): TextEdit[] {
  const last = sites.at(-1);
  const address = last?.addresses.at(-1);
  if (!last || !address || last.addresses[0]?.text === "import") return [];
  const { end } = spanOf(source, address.at);
  if (/^\s*\{/.test(source.text.slice(end))) return [];
  return [
    { start: end, end, text: " {" },
    { start: source.text.length, end: source.text.length, text: "\n}\n" },
  ];
}
