import type { Facts } from "../../facts/facts.ts";
import type { ScriptSource } from "../../facts/script-source.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { nextHealthRoutes } from "./shared/health-route-files.ts";
import { exportedValue } from "./shared/next-matcher.ts";
import { exportedFunctions } from "./shared/route-handler.ts";

export const rule = defineRule({
  id: "health-route-static",
  group: "health",
  severity: "error",
  summary: "A health route of Next.js before 15 is evaluated for each request",
  why: "Up to Next.js 14 a GET handler that does not look at its request is run once, by next build, and its answer is served as a file from then on. The health check then gets the answer of the build machine: it is green while the database is down, or red for ever when the build had none.",
  fix: 'Add export const dynamic = "force-dynamic" to the route.',
  links: ["https://nextjs.org/docs/14/app/building-your-application/routing/route-handlers#opting-out-of-caching"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { script, route, version, path } of nextHealthRoutes(facts)) {
      if (route.router !== "app" || !/^[~^]?1[34](\.|$)/.test(version)) continue;
      if (route.segments.some((segment) => segment.startsWith("*"))) continue;
      if (dynamicApi.test(script.source.text) || mayBeDynamic(facts, script)) continue;
      const { program } = script;
      if (!program || exportedValue(program, "dynamic") || exportedValue(program, "revalidate")) continue;
      if (exportedValue(program, "runtime")) continue;
      const functions = exportedFunctions(program);
      const handler = functions.get("GET");
      if (!handler || handler.params.length > 0) continue;
      if (["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"].some((name) => functions.has(name))) continue;
      const after = program.body.findLast(({ type }) => type === "ImportDeclaration");
      const line = after ? script.source.positionAt(after.end).line : 0;
      const statement = 'export const dynamic = "force-dynamic";';
      yield {
        at: script.place({ start: handler.start, end: handler.start + 1 }),
        message: `GET ${path} is evaluated once, when the image is built: Next.js ${version} serves its answer as a file.`,
        fix: {
          title: "Evaluate it for each request",
          edits: insertLines(facts, script.path, line + 1, after ? ["", statement] : [statement, ""]),
        },
      };
    }
  },
});

/** What makes Next.js render for each request. */
const dynamicApi =
  /next\/(headers|cache)\b|no-store|\b(noStore|unstable_noStore|connection|auth)\(|revalidate|getServerSession/;

/** A module of the application that the route imports may read the request. */
function mayBeDynamic(facts: Facts, { source, path }: ScriptSource): boolean {
  for (const [, name = ""] of source.text.matchAll(/from\s+["']([.@~][^"']*)["']/g)) {
    const tail = name.replace(/^(@|~|\.{1,2})\/(\.\.\/)*/, "");
    const files = facts.repository
      .ofKind("script-source")
      .filter((file) => file !== path && file.replace(/(\/index)?\.\w+$/, "").endsWith(tail));
    if (files.some((file) => dynamicApi.test(facts.repository.read(file)?.text ?? ""))) return true;
  }
  return false;
}
