import { findPortHolders } from "../../apply/preflight/find-port-holders.ts";
import { freedContainers, wantedPorts } from "../../apply/preflight/wanted-ports.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { type Issue, UserError } from "../../model/error.ts";
import { describeStack } from "../../plan/describe-stack.ts";
import { observe } from "../../plan/observe.ts";
import type { Plan } from "../../plan/plan.ts";
import { planUp } from "../../plan/plan-up.ts";
import { fingerprintFiles } from "../../proxy/configuration/fingerprint-files.ts";
import { choosePorts, portsOf } from "../../proxy/front/choose-ports.ts";
import { frontService } from "../../proxy/front/front-names.ts";
import { frontFiles, frontStack } from "../../proxy/front/front-stack.ts";
import type { FrontWish } from "../../proxy/front/front-wish.ts";
import { readFragments } from "../../proxy/front/read-fragments.ts";
import { refuseConflicts } from "../../proxy/front/refuse-conflicts.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import { readVolume } from "../../proxy/volume/volume-state.ts";
import type { Shipper } from "../deploy/deploy-options.ts";
import { findFront } from "./find-front.ts";

export interface LookAtFrontOptions {
  engine: Engine;
  project: string;
  definition: ProxyDefinition & { front: FrontWish };
  /** Services that may be replaced: the front too, when the stack's own proxy is among them. */
  replace?: ReadonlySet<string> | undefined;
  ship?: Shipper | undefined;
  /** Gantry's own version, for labels. */
  version: string;
  signal: AbortSignal;
}

/** The front that the stacks of a host share, as one of them finds it. */
export interface FrontOutlook {
  asked: LookAtFrontOptions;
  /** What makes it, or brings it up. Nothing, when it runs as it is to. */
  plan: Plan;
  /** Its image, if that has to be shipped. */
  missing: string[];
  /** It runs, and goes by the stack's routes. */
  ready: boolean;
}

/**
 * Looks whether a host's front is there, and whether it can take a stack's routes. Changes nothing.
 *
 * @throws UserError `name-conflict` for hosts that another stack has, `refused` for other ports than the front's, `port-taken` when something else
 * has them.
 */
export async function lookAtFront(options: LookAtFrontOptions): Promise<FrontOutlook> {
  const { engine, project, definition, replace, ship, version, signal } = options;
  const { service, files, front: wish, place } = definition;
  const container = await findFront(engine, signal);
  const at = container && { engine, id: container.Id, folder: place.folder, signal };
  const [fragments, state] = await Promise.all([
    at ? readFragments(at) : new Map<string, string>(),
    at && readVolume(at),
  ]);
  refuseConflicts(project, files[0]?.content ?? "", fragments);
  const others = [...fragments.keys()].filter((stack) => stack !== project);
  const present = container && portsOf(container.HostConfig.PortBindings);
  const ports = choosePorts(wish.ports, { service, present, others });
  const mayReplace = replace?.has(service) || (present !== undefined && ports !== present);
  const image = (mayReplace ? undefined : container?.Config.Image) ?? wish.image;
  const desired = describeStack(frontStack({ image, ports }), {
    engine: { apiVersion: engine.apiVersion ?? "1.41" },
    ...{ version, fileContents: frontFiles },
  });
  const observed = await observe(engine, desired.project, desired, { signal });
  const shippable = observed.images[image] === undefined && ship ? await ship.find([image]) : {};
  const byId = Object.fromEntries(Object.values(shippable).map((each) => [each.Id, each]));
  const plan = planUp(
    desired,
    { ...observed, images: { ...observed.images, ...shippable, ...byId } },
    { replace: new Set(mayReplace ? [frontService] : []), noBuild: true },
  );
  await refuseTakenPorts(plan, options);
  const loaded = state?.loaded === fingerprintFiles(files);
  return {
    asked: options,
    // Whoever reads it knows the front by the stack's own proxy.
    plan: { ...plan, held: plan.held.map(({ reason }) => ({ service, reason })) },
    missing: Object.keys(shippable),
    // Waiting for what is right already changes nothing.
    ready: loaded && isRunning(container) && plan.operations.every(({ type }) => type === "await-container"),
  };
}

const isRunning = (container: ContainerInspect | undefined): boolean => container?.State.Running === true;

/** @throws UserError `port-taken`, which says by whom. */
async function refuseTakenPorts(
  { operations }: Plan,
  { engine, definition: { service }, signal }: LookAtFrontOptions,
): Promise<void> {
  const freed = freedContainers(operations);
  const taken = await findPortHolders(engine, wantedPorts(operations), { freed, signal });
  if (taken.length === 0) return;
  const issues = taken.map(
    ({ address, port, protocol, holder }): Issue => ({
      message: `services.${service}.ports: port ${address ? `${address}:` : ""}${port}${protocol === "tcp" ? "" : `/${protocol}`}, which the front of this host is to have, is taken by ${holder}.`,
    }),
  );
  throw new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "port-taken",
    issues,
    fix: "Stop what has it: a stack shares its ports when its proxy is shared(), and else has them for itself.",
  });
}
