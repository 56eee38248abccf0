import { posix } from "node:path";
import { copy, type Stage, workdir } from "../dockerfile/stage.ts";
import {
  appFolder,
  copyIncluded,
  copyOutput,
  copyRunningSources,
  productionStage,
} from "../javascript/javascript-stages.ts";
import { buildNext, cacheFolder, copyPublic, finishNext, serverVariables } from "./next-steps.ts";
import type { CustomServer, NextjsFacts } from "./nextjs-facts.ts";

export function customServerStages(facts: NextjsFacts, server: CustomServer): Stage[] {
  const next = posix.join(appFolder(facts), ".next");
  return [
    // Traced for the standalone server, which does not run here.
    buildNext(facts, { afterwards: ["rm -rf .next/standalone"], dated: [".next"] }),
    productionStage(facts),
    {
      name: "runner",
      from: "base",
      comment: "What runs: the packages of production, the application's own server, and the build's output.",
      steps: [
        serverVariables(facts),
        copy(["/app/"], "./", { from: "production" }),
        cacheFolder(facts),
        ...(server.files === undefined
          ? copyRunningSources(facts)
          : [...copyPublic(facts), ...copyOutput(server.files)]),
        copy([`${next}/`], `./${posix.join(facts.app, ".next")}/`, { from: "builder" }),
        ...copyIncluded(facts),
        ...(facts.app === "." ? [] : [workdir(appFolder(facts))]),
        ...finishNext(facts, server.start),
      ],
    },
  ];
}
