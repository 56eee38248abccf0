import { posix } from "node:path";
import { copy, type Stage } from "../dockerfile/stage.ts";
import { appFolder, copyIncluded } from "../javascript/javascript-stages.ts";
import { buildNext, cacheFolder, copyPublic, finishNext, serverVariables } from "./next-steps.ts";
import type { NextjsFacts } from "./nextjs-facts.ts";

/** The packages are a layer of their own, with even dates: they stay the same when only the application has changed. */
const splitPackages = [
  // In braces: else a build that fails would say this as well.
  `{ test -d .next/standalone || { echo 'Next.js wrote no server of its own: add output: "standalone" to next.config.' >&2; exit 1; }; }`,
  "mkdir /out",
  "mv .next/standalone/node_modules /out/",
  "find /out -exec touch -h -d @0 {} +",
];

export function standaloneStages(facts: NextjsFacts): Stage[] {
  const next = posix.join(appFolder(facts), ".next");
  return [
    buildNext(facts, { afterwards: splitPackages, dated: [".next/standalone", ".next/static"] }),
    {
      name: "runner",
      from: "base",
      comment: "What runs: the packages that Next.js traced, its server, and what browsers load.",
      steps: [
        serverVariables(facts),
        copy(["/out/"], "./", { from: "builder" }),
        cacheFolder(facts),
        ...copyPublic(facts),
        copy([`${next}/standalone/`], "./", { from: "builder" }),
        copy([`${next}/static/`], `./${posix.join(facts.app, ".next/static")}/`, { from: "builder" }),
        ...copyIncluded(facts),
        ...finishNext(facts, ["node", posix.join(facts.app, "server.js")]),
      ],
    },
  ];
}
