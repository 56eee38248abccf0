import type { Directive } from "../../check/parse/directive.ts";
import type { SourceText } from "../../check/repository/source-text.ts";
import { spanOf } from "../configuration/span-of.ts";
import type { TextEdit } from "../configuration/text-edit.ts";
import type { Pass, PassTarget } from "./read-passes.ts";

export interface PassPlace {
  variable: string;
  port: number;
  /** Whether all headers that a location inherits are in the blocks around it. */
  knowsHeaders: boolean;
}

/**
 * With a variable in it, `proxy_pass` does four things no longer: it puts no path in place of the location's, it knows no default for
 * `proxy_redirect`, it has no default port, and the `Host` that it sends by itself would be another with each release. All four are written out.
 * Undefined: this is a place where it cannot be.
 */
export function rewritePass(
  source: SourceText,
  { directive, target: word, ancestors }: Pass,
  { scheme, uri }: PassTarget,
  { variable, port, knowsHeaders }: PassPlace,
): TextEdit[] | undefined {
  const location = ancestors.at(-1);
  const place = location?.name === "location" ? readLocation(location) : undefined;
  const ownUri = uri.includes("$") ? uri : "";
  const path = ownUri === "" && uri !== "" ? uri : undefined;
  if (path !== undefined && (!place || path.includes("?"))) return undefined;
  const edits: TextEdit[] = [{ ...spanOf(source, word.at), text: `${scheme}${variable}:${port}${ownUri}` }];
  if (!location || location.blockEnd === undefined || directive.name !== "proxy_pass") return edits;
  const added: string[] = [];
  if (path !== undefined && place && path !== place.path) {
    added.push(place.exact ? `rewrite ^ ${path} break;` : `rewrite ^${escapeRegExp(place.path)}(.*)$ ${path}$1 break;`);
  }
  const host = knowsHeaders && sendsOwnHost(ancestors) ? authorityOf(word.text) : undefined;
  if (host !== undefined) added.push(`proxy_set_header Host ${host};`);
  if (!hasRedirect(ancestors)) {
    const from = `${scheme || "http://"}${host ?? "$proxy_host"}`;
    added.push(`proxy_redirect ${from}${path ?? "/"} ${place?.path ?? "/"};`);
  }
  if (added.length === 0) return edits;
  // Last in its block: what the location rewrites itself comes before.
  const at = startOfLine(source, location.blockEnd);
  const indent = /^[ \t]*/.exec(source.line(directive.at.line))?.[0] ?? "";
  const onOwnLine = at !== location.blockEnd;
  const text = onOwnLine ? added.map((line) => `${indent}${line}\n`).join("") : `${added.join(" ")} `;
  return [...edits, { start: at, end: at, text }];
}

/** Whether nginx sends the name in `proxy_pass` as `Host`: nobody sets it, and no header is inherited that one in the location would switch off. */
function sendsOwnHost(ancestors: readonly Directive[]): boolean {
  const [location, ...outer] = ancestors.toReversed();
  if (location?.name !== "location") return false;
  const has = ({ block = [] }: Directive, name: string) => block.some((each) => each.name === name);
  if (outer.some((each) => has(each, "proxy_set_header"))) return false;
  // What another file says there is not known: `include proxy_params;`.
  if ([location, ...outer].some((each) => each.name !== "http" && has(each, "include"))) return false;
  return !location.block?.some(
    ({ name, words }) => name === "proxy_set_header" && /^host$/i.test(words[0]?.text ?? ""),
  );
}

/** `web:3000` of `http://web:3000/v1`. */
function authorityOf(target: string): string | undefined {
  return /^(?:[a-z]+:\/\/)?([^/?$]+)/i.exec(target)?.[1];
}

/** Undefined for a location by regular expression or by name: there a path has no place in `proxy_pass`. */
function readLocation({ words }: Directive): { path: string; exact: boolean } | undefined {
  const [first, second] = words.map(({ text }) => text);
  if (first === "=" && second !== undefined) return { path: second, exact: true };
  if (first === "^~" && second !== undefined) return { path: second, exact: false };
  return words.length === 1 && first?.startsWith("/") ? { path: first, exact: false } : undefined;
}

function hasRedirect(ancestors: readonly Directive[]): boolean {
  return ancestors.some(({ block = [] }) => block.some(({ name }) => name === "proxy_redirect"));
}

function startOfLine(source: SourceText, brace: number): number {
  const start = source.text.lastIndexOf("\n", brace - 1) + 1;
  return source.text.slice(start, brace).trim() === "" ? start : brace;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
