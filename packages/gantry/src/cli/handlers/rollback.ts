import { UserError } from "../../model/error.ts";
import { decodeBundle } from "../../release/bundle/encode-bundle.ts";
import { deploy } from "../../release/deploy/deploy.ts";
import type { DeploySettings } from "../../release/deploy/deploy-options.ts";
import { chooseRelease } from "../../release/ledger/choose-release.ts";
import { openLedger } from "../../release/ledger/open-ledger.ts";
import { operatorName } from "../../release/lock/operator-name.ts";
import { findState } from "../../release/state/open-state.ts";
import type { Handler } from "../commands/definition.ts";
import type { rollbackOptions } from "../commands/rollback.ts";
import type { Context } from "../context.ts";
import { createDeployReader } from "../render/deploy-reader.ts";
import { version } from "../version.ts";
import { reviewDeploy, tellWaiting } from "./deploy-dialogue.ts";
import { openProject } from "./project.ts";

/** A release that has served before is watched for less long. Milliseconds. */
const provenWatch = 1000;

export const runRollback: Handler<typeof rollbackOptions> = async (context, { operands, options }) =>
  await goBack(context, operands[0], { ...options, replace: new Set(options.replace) });

/**
 * Deploys an earlier release again, with its images and its configuration.
 *
 * @param asked its number, such as `41` or `r41`; absent: the release before the one that serves
 * @throws UserError `usage` for what is no number; and all that `deploy` throws
 */
export async function goBack(context: Context, asked: string | undefined, settings: DeploySettings): Promise<number> {
  const { signal } = context;
  const wanted = readRelease(asked);
  const { name, engine, loaded } = await openProject(context, []);
  const state = await findState(engine, name, { signal });
  const ledger = state && openLedger(state);
  const target = chooseRelease(name, (await ledger?.list()) ?? [], wanted);
  const bundle = decodeBundle((await ledger?.readPayload(target.id)) ?? Buffer.from(""));
  using reader = createDeployReader(context);
  try {
    const { commit, dirty } = target;
    const result = await deploy({
      engine,
      bundle,
      origin: { kind: "rollback", of: target.id, who: operatorName(), commit, dirty },
      place: { directory: loaded?.directory ?? process.cwd(), files: loaded?.files ?? [] },
      environment: loaded?.environment,
      version,
      settings: {
        ...settings,
        watch: settings.watch ?? provenWatch,
        // An older release's migrations know nothing of the newer ones that the database has: many tools refuse then.
        skipMigrate: !settings.forceMigrate,
      },
      signal,
      emit: reader.read,
      review: (plan, report) => reviewDeploy(context, plan, report),
      onLockWait: tellWaiting(reader.read),
    });
    const summary = result.changed
      ? `${name} is back at r${target.id}, as r${result.release}`
      : `${name}: r${target.id} serves already`;
    reader.end({ status: "done", milliseconds: result.milliseconds, summary, release: result.release });
  } catch (error) {
    reader.end({ status: "failed", error });
    throw error;
  }
  return 0;
}

function readRelease(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^r?([1-9]\d*)$/.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  throw new UserError(`${JSON.stringify(text)} is not a release.`, {
    code: "usage",
    fix: "Write its number, such as 41 or r41; gantry releases lists them.",
  });
}
