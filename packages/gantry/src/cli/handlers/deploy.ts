import { readGitState } from "../../image/build/git-state.ts";
import { UserError } from "../../model/error.ts";
import { createShipper } from "../../release/bundle/create-shipper.ts";
import { deploy } from "../../release/deploy/deploy.ts";
import type { DeploySettings } from "../../release/deploy/deploy-options.ts";
import { operatorName } from "../../release/lock/operator-name.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import type { deployOptions } from "../commands/deploy.ts";
import { createNameResolver } from "../name-resolver.ts";
import { openEngine } from "../open-engine.ts";
import { createDeployReader } from "../render/deploy-reader.ts";
import { version } from "../version.ts";
import { checkBefore } from "./check-before.ts";
import { collectSecretValues } from "./collect-secret-values.ts";
import { reviewDeploy, tellWaiting } from "./deploy-dialogue.ts";
import { makeBundle } from "./make-bundle.ts";
import { requireKnown } from "./project.ts";
import { runBuildHooks } from "./run-build-hooks.ts";
import { whileConnecting } from "./while-connecting.ts";

export const runDeploy: Handler<typeof deployOptions> = async (context, { options }) => {
  const { signal } = context;
  const settings = readSettings(options);
  if (options.release !== undefined) {
    const { goBack } = await import("./rollback.ts");
    return await goBack(context, options.release, settings);
  }
  if (options.check) await checkBefore(context, "deploy");
  const loaded = await context.load("values");
  const { name, services } = loaded.stack;
  requireKnown([...options.only, ...options.replace], new Set(Object.keys(services)), name);
  await using source = await openEngine(undefined);
  using reader = createDeployReader(context);
  try {
    const connecting = context.connect(loaded);
    if (options.build && loaded.stack["x-gantry"]?.hooks?.pre_build) {
      await runBuildHooks(context, loaded, { engine: await connecting, emit: reader.read });
    }
    const [engine, bundle] = await whileConnecting(connecting, signal, (within) =>
      makeBundle({ ...context, signal: within }, loaded, { source, build: options.build, emit: reader.read }),
    );
    const [git, secrets, ship] = await Promise.all([
      readGitState(loaded.directory, signal),
      collectSecretValues(loaded),
      createShipper(source, engine, signal),
    ]);
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
      ship,
      resolver: createNameResolver(),
      review: (plan, report) => reviewDeploy(context, plan, report),
      onLockWait: tellWaiting(reader.read),
    });
    const summary = result.changed ? `${name} is deployed as r${result.release}` : `${name}: nothing has changed`;
    reader.end({ status: "done", milliseconds: result.milliseconds, summary, release: result.release });
  } catch (error) {
    reader.end({ status: "failed", error });
    throw error;
  }
  return 0;
};

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
