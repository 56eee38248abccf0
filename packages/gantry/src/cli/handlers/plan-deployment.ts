import type { LoadedStack } from "../../model/stack.ts";
import { isNothing } from "../../plan/deploy/plan-deploy.ts";
import { createShipper } from "../../release/bundle/create-shipper.ts";
import { previewDeploy } from "../../release/deploy/look-ahead.ts";
import type { Input } from "../commands/definition.ts";
import type { planOptions } from "../commands/plan.ts";
import type { Context } from "../context.ts";
import { createNameResolver } from "../name-resolver.ts";
import { openEngine } from "../open-engine.ts";
import { version } from "../version.ts";
import { deployPlanToJson, formatDeployPlan } from "./describe-deploy.ts";
import { makeBundle } from "./make-bundle.ts";
import { whileConnecting } from "./while-connecting.ts";

/** `gantry plan` for an environment with a host: what `gantry deploy` would do with the images that were built last. */
export async function planDeployment(
  context: Context,
  loaded: LoadedStack,
  { operands, options }: Input<typeof planOptions>,
): Promise<number> {
  const connecting = context.connect(loaded);
  await using source = await openEngine(undefined);
  const [engine, [bundle, host]] = await whileConnecting(connecting, context.signal, (signal) =>
    Promise.all([
      makeBundle({ ...context, signal }, loaded, { source, build: options.build, emit: () => undefined }),
      connecting.then((target) => target.info({ signal })),
    ]),
  );
  const { outlook, report, unfinished } = await previewDeploy(
    {
      ...{ engine, bundle, version, place: loaded },
      settings: { only: operands.length > 0 ? operands : undefined, replace: new Set(options.replace) },
      host,
      ship: await createShipper(source, engine, { host, signal: context.signal }),
      resolver: createNameResolver(),
    },
    context.signal,
  );
  const { plan, missing } = outlook;
  if (context.globals.json) context.printJson(deployPlanToJson(plan, report, missing));
  else {
    for (const line of formatDeployPlan(plan, report)) context.print(line);
    for (const image of missing) context.print(`  ship ${image}`);
    for (const message of report.warnings) context.warn(message);
    if (unfinished !== undefined) context.warn(`An unfinished deploy is ended first: ${unfinished}.`);
  }
  return options.detailedExitcode && !isNothing(plan) ? 3 : 0;
}
