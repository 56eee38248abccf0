import type { Node, Program } from "oxc-parser";
import type { Facts } from "../../facts/facts.ts";
import { type ScriptSource, walkSyntax } from "../../facts/script-source.ts";
import { appFolderOf } from "../../facts/service/app-folder.ts";
import { defineRule } from "../../rule.ts";
import { matcherCovers } from "./shared/next-matcher.ts";
import { probedPath } from "./shared/probed-path.ts";

export const rule = defineRule({
  id: "health-route-behind-auth",
  group: "health",
  severity: "warn",
  summary: "The route that a health check asks needs no session",
  why: "A middleware that sends everybody without a session to the login page sends the health check there as well. The check follows the redirect and is green as long as the login page renders, whatever state the application is in; or it gets 401, and the container is never healthy.",
  fix: "Leave the path out of the matcher, or let it through before the session is looked at.",
  links: ["https://nextjs.org/docs/app/building-your-application/routing/middleware#matching-paths"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      const probed = probedPath(service);
      const folder = probed && appFolderOf(service);
      const script = folder === undefined ? undefined : middlewareOf(facts, folder);
      if (!probed || !script || !asksForSession(script.source.text)) continue;
      const { program } = script;
      if (!program || !matcherCovers(program, probed.path) || letsThrough(program, probed.path)) continue;
      yield {
        at: probed.at,
        message: `The health check of "${service.name}" asks ${probed.path}, which ${script.path} guards: it wants a session.`,
        related: [{ at: { file: script.path, line: 1, column: 1 }, message: "Nothing here lets the path through." }],
        advice: `Let ${probed.path} through in ${script.path}, or leave it out of the matcher.`,
      };
    }
  },
});

function middlewareOf(facts: Facts, folder: string): ScriptSource | undefined {
  if (!facts.packages.some((each) => each.folder === folder && each.dependency("next"))) return undefined;
  const prefix = folder === "" ? "" : `${folder}/`;
  for (const name of ["middleware.ts", "middleware.js", "proxy.ts", "proxy.js"]) {
    for (const path of [`${prefix}${name}`, `${prefix}src/${name}`]) {
      const script = facts.script(path);
      if (script) return script;
    }
  }
  return undefined;
}

/** Whether who has no session is turned away. */
const asksForSession = (text: string): boolean =>
  /next-auth\/middleware|\bwithAuth\(|\.protect\(|status:\s*40[13]\b/.test(text) ||
  (/\bredirect\(/.test(text) && /session|token|auth(?!or)|getUser|currentUser|logged/i.test(text));

/** Path of places that anybody may see: what a middleware names so is a list of exemptions. */
const open =
  /^\/(login|log-in|signin|sign-in|signup|sign-up|register|auth|api\/auth|_next|favicon|public|static|assets|images?|forgot|reset|verify|robots|sitemap|manifest)/;
const openList = /public|open|allow|exempt|bypass|skip|unauth|anonymous|guest|exclu|ignore/i;
const closedList = /protect|private|guard|secure|dashboard|admin/i;

/** Whether a text of the middleware names the path, or paths are told apart in a way that nobody can follow here. */
function letsThrough(program: Program, path: string): boolean {
  const nodes = [...walkSyntax(program)];
  const names = nodes.flatMap((node) => (node.type === "Identifier" ? [node.name] : []));
  if (names.some((name) => closedList.test(name) && name !== "protect")) return true;
  // What another module says about paths is not looked into.
  const imported = nodes.flatMap((node) => (node.type === "ImportSpecifier" ? [node.local.name] : []));
  if (imported.some((name) => openList.test(name) || /route|path/i.test(name))) return true;
  const matcher = nodes.find(
    (node) => node.type === "Property" && node.key.type === "Identifier" && node.key.name === "matcher",
  );
  const isList = names.some((name) => openList.test(name));
  const isMatcher = (node: Node) => matcher && node.start >= matcher.start && node.end <= matcher.end;
  return nodes.some((node) => {
    if (node.type !== "Literal" || isMatcher(node)) return false;
    if ("regex" in node) return true;
    const { value } = node;
    if (typeof value !== "string" || !value.startsWith("/") || value === "/") return false;
    const plain = value.replace(/\/?[(*:].*$/, "");
    return path.startsWith(plain) || !(isList || open.test(value));
  });
}
