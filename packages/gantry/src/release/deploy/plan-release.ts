import type { Engine } from "../../engine/engine.ts";
import type { NetworkInspect } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import { type DeployPlan, planDeploy } from "../../plan/deploy/plan-deploy.ts";
import { describeStack } from "../../plan/describe-stack.ts";
import type { Desired } from "../../plan/desired.ts";
import { observe } from "../../plan/observe.ts";
import type { Observed } from "../../plan/observed.ts";
import { fillProxyFiles } from "../../proxy/fill-proxy-files.ts";
import { frontNetwork } from "../../proxy/front/front-names.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { LedgerBooks } from "../ledger/ledger.ts";
import type { DeployOptions, DeploySettings, Shipper } from "./deploy-options.ts";
import { knownStarts } from "./measure-starts.ts";
import { lastCompletions } from "./note-completions.ts";

export interface PlannedRelease {
  plan: DeployPlan;
  /** As it is without any release: for the proxies' volumes. */
  desired: Desired;
  /** References of images that have to be shipped first. */
  missing: string[];
}

export interface PlanReleaseOptions {
  engine: Engine;
  bundle: Bundle;
  place: DeployOptions["place"];
  proxies: readonly ProxyDefinition[];
  version: string;
  settings: DeploySettings;
  /** The releases so far. Still being read, as a rule: the engine is looked at meanwhile. */
  ledger: LedgerBooks | Promise<LedgerBooks>;
  ship: Shipper | undefined;
  signal: AbortSignal;
}

/** Looks at the engine, and plans what makes the bundle its release. */
export async function planRelease(options: PlanReleaseOptions): Promise<PlannedRelease> {
  const { engine, bundle, place, version, settings, ship, signal } = options;
  const { stack, fileContents } = bundle;
  const describe: Parameters<typeof planDeploy>[0]["describe"] = (slots) =>
    fillProxyFiles(
      describeStack(stack, {
        ...{ engine: { apiVersion: engine.apiVersion ?? "1.41" }, fileContents, ...place, version, slots },
      }),
      options.proxies,
    );
  const desired = describe({});
  const [seen, { next: release, releases }] = await Promise.all([
    observe(engine, stack.name, desired, { signal }),
    options.ledger,
  ]);
  const found = withFront(seen, options.proxies);
  const absent = Object.values(desired.services).flatMap(({ image }) =>
    found.images[image] === undefined ? [image] : [],
  );
  const shippable = absent.length > 0 && ship ? await ship.find([...new Set(absent)]) : {};
  const byId = Object.fromEntries(Object.values(shippable).map((image) => [image.Id, image]));
  const observed = { ...found, images: { ...found.images, ...shippable, ...byId } };
  const { skipMigrate, forceMigrate, migrateTimeout, replace } = settings;
  const only = withoutShared(settings.only, options.proxies);
  const plan = planDeploy({
    ...{ stack, describe, observed, release, only, replace, starts: knownStarts(releases) },
    ...{ skipCompleting: skipMigrate, rerunCompleting: forceMigrate, completionTimeout: migrateTimeout },
    completed: lastCompletions(releases),
  });
  return { plan, desired, missing: Object.keys(shippable) };
}

/** The front's network may be made by this very deploy, before anything else. */
function withFront(observed: Observed, proxies: readonly ProxyDefinition[]): Observed {
  const known = observed.networks.some(({ Name }) => Name === frontNetwork);
  return known || proxies.every(({ front }) => front === undefined)
    ? observed
    : { ...observed, networks: [...observed.networks, futureNetwork] };
}

const futureNetwork: NetworkInspect = {
  ...{ Name: frontNetwork, Id: "", Created: "", Scope: "local", Driver: "bridge", EnableIPv6: false },
  ...{ IPAM: {}, Internal: true, Attachable: false, Ingress: false, Options: {}, Labels: {} },
};

/** @throws UserError `refused` when nothing is left of what was named. */
function withoutShared(
  only: readonly string[] | undefined,
  proxies: readonly ProxyDefinition[],
): readonly string[] | undefined {
  const shared = proxies.find(({ front }) => front !== undefined)?.service;
  const left = only?.filter((name) => name !== shared);
  if (left?.length !== 0) return left;
  throw new UserError(
    `${shared} is no container of the stack: it is shared, and each deploy of any service brings its routes up to date.`,
    {
      code: "refused",
      fix: "Name another service beside it, or none.",
    },
  );
}
