import { posix } from "node:path";
import { finishImage } from "../dockerfile/finish-image.ts";
import { printDockerfile } from "../dockerfile/print-dockerfile.ts";
import { copy, run, type Stage } from "../dockerfile/stage.ts";
import { baseStage, builderStage, dependencyStages, devStages } from "../javascript/javascript-stages.ts";
import { printJavascriptIgnore } from "../javascript/print-javascript-ignore.ts";
import type { RecipeFiles } from "../recipe-files.ts";
import { type FileServer, fileServers } from "./file-servers.ts";
import type { StaticFacts } from "./static-facts.ts";

/** Astro, Vite, or any other package whose build writes files: a server of files, and nothing of Node.js. */
export function renderStatic(facts: StaticFacts): RecipeFiles {
  const server = fileServers[facts.server];
  const stages = [
    baseStage(facts),
    ...dependencyStages(facts),
    ...devStages(facts),
    builderStage(facts, { afterwards: gather(facts.output) }),
    serverStage(facts, server),
    runnerStage(facts, server),
  ];
  return {
    dockerfile: printDockerfile(stages),
    dockerignore: printJavascriptIgnore(facts, ["**/.astro", posix.join(facts.app, facts.output)]),
  };
}

/**
 * Servers make an ETag of a file's date and size. So its date follows from its content: the same content has the same ETag in every
 * release and every replica, another content another one, and the same files are the same layer.
 */
const dateByContent =
  'for file; do touch -d "@$((1000000000 + $(cksum < "$file" | cut -d " " -f 1) % 700000000))" "$file"; done';

/** Everything in the place that it has in the running image. */
function gather(output: string): string[] {
  const missing = `The build wrote no folder ${output}: set the output of the recipe to the one that it writes.`;
  return [
    // In braces: else a build that fails would say this as well.
    `{ test -d ${output} || { echo "${missing}" >&2; exit 1; }; }`,
    "mkdir /out",
    `mv ${output} /out/srv`,
    "chmod -R a+rX /out",
    "find /out -type d -exec touch -d @0 {} +",
    `find /out -type f -exec sh -c '${dateByContent}' sh {} +`,
  ];
}

function serverStage(facts: StaticFacts, server: FileServer): Stage {
  return {
    name: "server",
    from: server.image,
    comment: "The server of the files: its settings, away from the site, which changes more often.",
    steps: [run([...server.gather(facts), "find /out -exec touch -h -d @0 {} +"])],
  };
}

function runnerStage(facts: StaticFacts, server: FileServer): Stage {
  const url = `http://127.0.0.1:${facts.port}${facts.health ?? "/healthz"}`;
  return {
    name: "runner",
    from: server.system,
    comment:
      "What runs: the server and the files. Both are copied onto the root, so that no date depends on the build's.",
    steps: [
      ...server.settle,
      copy(["/out/"], "/", { from: "server" }),
      copy(["/out/"], "/", { from: "builder" }),
      ...finishImage({
        facts,
        // The one of busybox, which also takes it that a proxy is not to be asked.
        test: ["wget", "-q", "-Y", "off", "-O", "/dev/null", url],
        startPeriod: "10s",
        program: server.program,
        signal: server.signal,
      }),
    ],
  };
}
