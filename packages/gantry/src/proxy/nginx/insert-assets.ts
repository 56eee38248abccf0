import type { Directive } from "../../check/parse/directive.ts";
import type { SourceText } from "../../check/repository/source-text.ts";
import { spanOf } from "../configuration/span-of.ts";
import type { TextEdit } from "../configuration/text-edit.ts";
import { assetsFolder, servedAssets } from "../volume/layout.ts";
import type { Pass, PassTarget } from "./read-passes.ts";

/** A location of its own, which no request from outside reaches. */
const ownLocation = "/.gantry-assets/";

/** What decides who is let in. nginx asks it after it has chosen the location, so the files would be there for everybody. */
const guards = new Set(["auth_basic", "auth_request", "auth_jwt", "allow", "deny", "satisfy"]);

/**
 * Serves, in the place of a location that sends requests on, the files that its service has no longer. Nothing for a location that changes
 * the path, or lets in only some: their files cannot be told.
 *
 * @param servers those that have the location for the files already
 */
export function insertAssets(
  source: SourceText,
  { directive, ancestors }: Pass,
  { uri }: PassTarget,
  { service, servers }: { service: string; servers: Set<Directive> },
): TextEdit[] {
  const location = ancestors.at(-1);
  const server = ancestors.find(({ name }) => name === "server");
  const guarded = ancestors.some(({ name, block = [] }) => name === "location" && block.some(isGuard));
  const open = location && openingBrace(source, location);
  if (directive.name !== "proxy_pass" || location?.name !== "location" || uri !== "" || guarded) return [];
  if (server?.blockEnd === undefined || open === undefined) return [];
  const condition = `if (-f ${assetsFolder}/${servedAssets}/${service}$uri) { rewrite ^ ${ownLocation}${service}$uri last; }`;
  const edits: TextEdit[] = [{ start: open, end: open, text: ` ${condition}` }];
  const indent = /^[ \t]*/.exec(source.line(server.at.line))?.[0] ?? "";
  const end = { start: server.blockEnd, end: server.blockEnd };
  if (!servers.has(server)) edits.push({ ...end, text: `  ${serveFiles}\n${indent}` });
  servers.add(server);
  return edits;
}

/** The pattern stands for one file, which need not be there: many configurations do without. */
const serveFiles = `location ^~ ${ownLocation} { internal; alias ${assetsFolder}/${servedAssets}/; expires 1d; include /etc/nginx/mime.type[s]; }`;

const isGuard = ({ name }: Directive): boolean => guards.has(name);

/** The offset after it. */
function openingBrace(source: SourceText, { at, words, blockEnd }: Directive): number | undefined {
  const { end } = spanOf(source, words.at(-1)?.at ?? at);
  const brace = source.text.indexOf("{", end);
  return brace < 0 || blockEnd === undefined || brace > blockEnd ? undefined : brace + 1;
}
