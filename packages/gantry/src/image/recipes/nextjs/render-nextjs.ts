import { printDockerfile } from "../dockerfile/print-dockerfile.ts";
import { baseStage, dependencyStages, devStages } from "../javascript/javascript-stages.ts";
import { printJavascriptIgnore } from "../javascript/print-javascript-ignore.ts";
import type { RecipeFiles } from "../recipe-files.ts";
import { customServerStages } from "./custom-server-stages.ts";
import type { NextjsFacts } from "./nextjs-facts.ts";
import { standaloneStages } from "./standalone-stages.ts";

/**
 * Next.js in its standalone form: a server with the traced part of its packages only. With a server of the application's own, which
 * Next.js does not trace, all packages of production and the build's output.
 *
 * @see https://nextjs.org/docs/app/api-reference/config/next-config-js/output
 */
export function renderNextjs(facts: NextjsFacts): RecipeFiles {
  const stages = [
    baseStage(facts, { NEXT_TELEMETRY_DISABLED: "1" }),
    ...dependencyStages(facts),
    ...devStages(facts),
    ...(facts.customServer ? customServerStages(facts, facts.customServer) : standaloneStages(facts)),
  ];
  return {
    dockerfile: printDockerfile(stages),
    dockerignore: printJavascriptIgnore(facts, ["**/.next", "**/next-env.d.ts"]),
  };
}
