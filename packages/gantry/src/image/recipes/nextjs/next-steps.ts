import { posix } from "node:path";
import { finishImage } from "../dockerfile/finish-image.ts";
import { arg, copy, env, run, type Stage, type Step } from "../dockerfile/stage.ts";
import { healthTest } from "../javascript/health-test.ts";
import { appFolder, builderStage } from "../javascript/javascript-stages.ts";
import type { NextjsFacts } from "./nextjs-facts.ts";

interface NextBuild {
  /** Shell commands after the build, in the application's folder. */
  afterwards: readonly string[];
  /** What gets the date of the source, where whoever builds gives one. */
  dated: readonly string[];
}

/** The build, with Next.js' own cache kept from build to build. */
export function buildNext(facts: NextjsFacts, { afterwards, dated }: NextBuild): Stage {
  const next = posix.join(appFolder(facts), ".next");
  const build = builderStage(facts, {
    variables: facts.forcesStandalone && !facts.customServer ? { NEXT_PRIVATE_STANDALONE: "true" } : {},
    caches: [{ type: "cache", id: `next-${facts.title}`, target: `${next}/cache`, locked: true }],
    afterwards,
  });
  const files = [...dated, ...(facts.hasPublic ? ["public"] : [])].join(" ");
  const setDates = `if [ -n "$SOURCE_DATE_EPOCH" ]; then find ${files} -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; fi`;
  // Next.js makes ETags of `public` from dates: they must not be even there.
  return { ...build, steps: [...build.steps, arg("SOURCE_DATE_EPOCH"), run([setDates])] };
}

/** Docker sets HOSTNAME to the container's id, on which Next.js would then listen alone. */
export function serverVariables({ port }: NextjsFacts): Step {
  return env({ NODE_ENV: "production", HOSTNAME: "0.0.0.0", PORT: String(port) });
}

/** Where Next.js keeps optimised images and answers; the only folder that it writes to. */
export function cacheFolder({ app }: NextjsFacts): Step {
  return run([`install -d -o 1001 -g 1001 ${posix.join(app, ".next/cache")}`]);
}

/** Before the build's output: it changes less often. */
export function copyPublic(facts: NextjsFacts): Step[] {
  if (!facts.hasPublic) return [];
  return [copy([`${appFolder(facts)}/public/`], `./${posix.join(facts.app, "public")}/`, { from: "builder" })];
}

export function finishNext(facts: NextjsFacts, program: readonly string[]): Step[] {
  return finishImage({ facts, test: healthTest(facts.port, facts.health), startPeriod: "30s", program });
}
