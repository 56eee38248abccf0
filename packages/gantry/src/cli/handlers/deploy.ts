import type { Engine } from "../../engine/engine.ts";
import { type BuildTool, findBuildTool } from "../../image/build/find-build-tool.ts";
import { readGitState } from "../../image/build/git-state.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { createShipper } from "../../release/bundle/create-shipper.ts";
import { deploy } from "../../release/deploy/deploy.ts";
import type { DeploySettings } from "../../release/deploy/deploy-options.ts";
import { operatorName } from "../../release/lock/operator-name.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import type { deployOptions } from "../commands/deploy.ts";
import type { Context } from "../context.ts";
import { createNameResolver } from "../name-resolver.ts";
import { openEngine } from "../open-engine.ts";
import { createDeployReader } from "../render/deploy-reader.ts";
import { version } from "../version.ts";
import { checkBefore } from "./check-before.ts";
import { collectSecretValues } from "./collect-secret-values.ts";
import { reviewDeploy, tellWaiting } from "./deploy-dialogue.ts";
import { makeBundle } from "./make-bundle.ts";
import { noteOtherHosts } from "./note-other-hosts.ts";
import { requireKnown } from "./project.ts";
import { runBuildHooks } from "./run-build-hooks.ts";
import { applyOptions } from "./up.ts";
import { whileConnecting } from "./while-connecting.ts";

export const runDeploy: Handler<typeof deployOptions> = async (context, { options }) => {
  const { signal } = context;
  const settings = readSettings(options);
  if (options.release !== undefined) {
    const { goBack } = await import("./rollback.ts");
    return await goBack(context, options.release, settings);
  }
  const loaded = await context.load("values");
  const { name, services } = loaded.stack;
  const forgotten = noteOtherHosts(loaded, context.globals);
  if (forgotten !== undefined) context.note(forgotten);
  requireKnown([...options.only, ...options.replace], new Set(Object.keys(services)), name);
  // The slow ones begin at once: both are waited for later, and nothing changes by them.
  const connecting = context.connect(loaded);
  connecting.catch(() => undefined);
  const tool = options.build ? findToolFor(loaded, context) : undefined;
  if (options.check) await checkBefore(context, "deploy");
  await using source = await openEngine(undefined);
  // As the lines of the steps count, which begin with the builds.
  const began = performance.now();
  using reader = createDeployReader(context);
  try {
    if (options.build && loaded.stack["x-gantry"]?.hooks?.pre_build) {
      await runBuildHooks(context, loaded, { engine: await connecting, emit: reader.read });
    }
    const [engine, [bundle, git, secrets, [host, ship]]] = await whileConnecting(connecting, signal, (within) => {
      const building = { source, build: options.build, tool, emit: reader.read };
      return Promise.all([
        makeBundle({ ...context, signal: within }, loaded, building),
        readGitState(loaded.directory, within),
        collectSecretValues(loaded),
        connecting.then((target) => openRoad(source, target, within)),
      ]);
    });
    const result = await deploy({
      engine,
      bundle,
      origin: { kind: "deploy", who: operatorName(), ...(git && { commit: git.commit, dirty: git.dirty }) },
      place: loaded,
      environment: loaded.environment,
      version,
      secrets,
      settings,
      signal,
      emit: reader.read,
      host,
      ship,
      resolver: createNameResolver(),
      review: (plan, report) => reviewDeploy(context, plan, report),
      onLockWait: tellWaiting(reader.read),
    });
    const summary = result.changed ? `${name} is deployed as r${result.release}` : `${name}: nothing has changed`;
    const milliseconds = performance.now() - began;
    reader.end({ status: "done", milliseconds, summary, release: result.release });
  } catch (error) {
    reader.end({ status: "failed", error });
    throw error;
  }
  return 0;
};

/** What images are built with; undefined where none is. */
function findToolFor(loaded: LoadedStack, context: Context): Promise<BuildTool> | undefined {
  const services = Object.values(loaded.stack.services);
  if (services.every(({ build, "x-gantry": extras }) => build === undefined && extras?.recipe === undefined)) return;
  const tool = findBuildTool({ environment: applyOptions(context, loaded).environment ?? {}, signal: context.signal });
  // The build waits for it, unless the check finds errors.
  tool.catch(() => undefined);
  return tool;
}

/** What the host says of itself, and the way that images take to it. */
async function openRoad(source: Engine, target: Engine, signal: AbortSignal) {
  const host = await target.info({ signal });
  return [host, await createShipper(source, target, { host, signal })] as const;
}

function readSettings(options: OptionValues<typeof deployOptions>): DeploySettings {
  const { watch, drain, drainStreams, waitTimeout, lockWait, smoke, skipMigrate, forceMigrate, migrateTimeout } =
    options;
  if (skipMigrate && forceMigrate) {
    throw new UserError("--skip-migrate and --force-migrate do not go together.", {
      code: "usage",
      fix: "Leave one of them out.",
    });
  }
  const only = options.only.length > 0 ? options.only : undefined;
  const migrations = { skipMigrate, forceMigrate, migrateTimeout };
  return {
    watch,
    drain,
    drainStreams,
    waitTimeout,
    lockWait,
    smoke,
    only,
    ...migrations,
    replace: new Set(options.replace),
  };
}
