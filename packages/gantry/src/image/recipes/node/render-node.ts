import { finishImage } from "../dockerfile/finish-image.ts";
import { printDockerfile } from "../dockerfile/print-dockerfile.ts";
import { copy, env, type Stage, type Step, workdir } from "../dockerfile/stage.ts";
import { healthTest } from "../javascript/health-test.ts";
import {
  appFolder,
  baseStage,
  builderStage,
  copyIncluded,
  copyOutput,
  copyRunningSources,
  dependencyStages,
  devStages,
  productionStage,
} from "../javascript/javascript-stages.ts";
import { printJavascriptIgnore } from "../javascript/print-javascript-ignore.ts";
import type { RecipeFiles } from "../recipe-files.ts";
import type { NodeFacts } from "./node-facts.ts";

/** NestJS, Express, Fastify, Hono, a worker: a program that Node.js runs, built before or not. */
export function renderNode(facts: NodeFacts): RecipeFiles {
  const builds = facts.build !== undefined || facts.prisma !== undefined;
  const stages = [
    baseStage(facts),
    ...dependencyStages(facts),
    ...devStages(facts),
    ...(builds ? [builderStage(facts)] : []),
    productionStage(facts),
    runnerStage(facts),
  ];
  return { dockerfile: printDockerfile(stages), dockerignore: printJavascriptIgnore(facts) };
}

function runnerStage(facts: NodeFacts): Stage {
  return {
    name: "runner",
    from: "base",
    comment: "What runs: the packages of production and the application.",
    steps: [
      env({ NODE_ENV: "production", ...(facts.port === undefined ? {} : { PORT: String(facts.port) }) }),
      copy(["/app/"], "./", { from: "production" }),
      ...copyApplication(facts),
      ...(facts.app === "." ? [] : [workdir(appFolder(facts))]),
      ...finishImage({
        facts,
        ...(facts.port === undefined ? {} : { test: healthTest(facts.port, facts.health) }),
        startPeriod: "20s",
        program: facts.start,
      }),
    ],
  };
}

function copyApplication(facts: NodeFacts): Step[] {
  if (facts.output.length === 0) return copyRunningSources(facts);
  return [...copyOutput(facts.output), ...copyIncluded(facts)];
}
