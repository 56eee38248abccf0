import type { Engine } from "../../engine/engine.ts";
import { writeBakeDefinition } from "./bake-definition.ts";
import type { BuildPlace, TargetSet } from "./build-target.ts";
import { checkBuilder } from "./check-builder.ts";
import { createFailureLog } from "./failure-log.ts";
import { type BuildTool, findBuildTool } from "./find-build-tool.ts";
import { writePlainArguments } from "./plain-arguments.ts";
import { type BuildNews, createProgressReader } from "./read-progress.ts";
import { type RunDockerOptions, runDocker } from "./run-docker.ts";
import { type WrittenFolder, writeDockerfiles } from "./written-dockerfiles.ts";

export interface RunBuildOptions extends BuildPlace {
  /** Where the images are wanted. */
  engine: Engine;
  signal: AbortSignal;
  onNews: (news: BuildNews) => void;
  /** A builder of buildx's. Default: the one that is in use, or the engine itself. */
  builder?: string | undefined;
  /** What `findBuildTool` says, where it was asked before. */
  tool?: Promise<BuildTool> | undefined;
}

/** How many images are built at a time where each is a command of its own. */
const atOnce = 4;

/**
 * Builds images with BuildKit through the `docker` command, in parallel, and loads them into the engine under their targets' tags.
 *
 * Whether they can be built at all was checked by `checkTargets`.
 *
 * @throws UserError `build-failed` with the image, the step and its last lines.
 */
export async function runBuild(set: TargetSet, options: RunBuildOptions): Promise<void> {
  const { engine, signal, builder } = options;
  const environment = {
    ...options.environment,
    DOCKER_HOST: engine.address,
    DOCKER_CONTEXT: undefined,
    DOCKER_BUILDKIT: "1",
    // The definition is Gantry's own: which folders it reads, the stack said.
    BUILDX_BAKE_ENTITLEMENTS_FS: "0",
    ...(builder === undefined ? {} : { BUILDX_BUILDER: builder }),
  };
  const tool = await (options.tool ?? findBuildTool({ environment, signal }));
  await checkBuilder(set.targets, engine, { environment, signal });
  await using folder = await writeDockerfiles([...set.targets, ...set.linked]);
  const run = { ...options, environment, folder };
  if (tool.type === "buildx") await runBake(set, tool, run);
  else await runPlain(set, run);
}

interface Run extends Omit<RunBuildOptions, "environment"> {
  environment: RunDockerOptions["environment"];
  folder: WrittenFolder;
}

async function runBake(set: TargetSet, tool: BuildTool & { type: "buildx" }, run: Run): Promise<void> {
  const { definition, environment, allow } = writeBakeDefinition(set, run, run.folder.dockerfiles);
  const all = [...set.targets, ...set.linked];
  const log = createFailureLog(all, run.engine.apiVersion);
  const read = createProgressReader(all.map(({ name }) => name));
  const argv = [
    ...["buildx", "bake", "--file", "-", `--progress=${tool.rawJson ? "rawjson" : "plain"}`],
    ...allow.map((each) => `--allow=${each}`),
  ];
  const { code } = await runDocker(argv, {
    signal: run.signal,
    environment: { ...run.environment, ...environment },
    stdin: definition,
    onLine: (line) => {
      for (const news of read(line)) {
        log.note(news);
        run.onNews(news);
      }
    },
  });
  if (code !== 0) throw log.toError();
}

async function runPlain({ targets }: TargetSet, run: Run): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([run.signal, failed.signal]);
  const waiting = [...targets];
  const work = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      const log = createFailureLog([target], run.engine.apiVersion);
      const read = createProgressReader([target.name]);
      const { argv, environment, stdin } = writePlainArguments(target, run, run.folder.dockerfiles.get(target.name));
      const { code } = await runDocker(argv, {
        signal,
        environment: { ...run.environment, ...environment },
        stdin,
        onLine: (line) => {
          for (const news of read(line)) {
            log.note(news);
            run.onNews({ target: target.name, ...news });
          }
        },
      });
      if (code === 0) continue;
      const error = log.toError();
      // As bake does: one that failed ends the others.
      failed.abort(error);
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(atOnce, targets.length) }, work));
  run.signal.throwIfAborted();
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
