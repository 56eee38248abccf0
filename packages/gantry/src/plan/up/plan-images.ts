import { parseDuration } from "../../model/duration.ts";
import { UserError } from "../../model/error.ts";
import type { DesiredService } from "../desired.ts";
import type { Observed } from "../observed.ts";
import type { ImageOperation } from "../operation.ts";
import type { PlanUpOptions } from "../plan.ts";

type Options = Pick<PlanUpOptions, "pull" | "build" | "noBuild" | "imagesReady">;

/**
 * What has to be pulled or built: what a policy wants fresh, and what is missing for a container that is to be made.
 *
 * @throws UserError `image-missing` where nothing may fetch it.
 */
export function planImages(
  services: readonly DesiredService[],
  creating: ReadonlySet<string>,
  observed: Observed,
  options: Options,
): Map<string, ImageOperation> {
  const operations = new Map<string, ImageOperation>();
  for (const service of services) {
    const planned = operations.get(service.image);
    const operation = planImage(service, creating.has(service.name), observed, options);
    if (planned && operation) planned.services.push(service.name);
    else if (operation) operations.set(service.image, operation);
  }
  return operations;
}

function planImage(
  service: DesiredService,
  creating: boolean,
  observed: Observed,
  options: Options,
): ImageOperation | undefined {
  const { image, build } = service;
  const present = observed.images[image] !== undefined;
  const policy = options.pull ?? service.pullPolicy ?? "missing";
  const mayBuild = build !== undefined && !options.noBuild;
  if (!options.imagesReady) {
    if (mayBuild && (options.build || service.pullPolicy === "build")) return buildImage(service, "asked for");
    const stale = build ? undefined : whyStale(policy, image, observed);
    if (stale) return pullImage(service, stale);
  }
  if (present || !creating) return undefined;
  if (mayBuild) return buildImage(service, "not there yet");
  if (build || policy === "never" || options.imagesReady) throw imageMissing(service, policy);
  return pullImage(service, "not there yet");
}

const day = 86_400e9;

/** Why an image should be fetched anew although it may be there. */
function whyStale(policy: string, image: string, { images, time }: Observed): string | undefined {
  if (policy === "always") return "pull policy always";
  const age =
    policy === "daily" ? day : policy === "weekly" ? 7 * day : parseDuration(/^every_(.+)$/.exec(policy)?.[1] ?? "");
  const found = images[image];
  if (age === undefined || !found) return undefined;
  const tagged = Date.parse(found.Metadata?.LastTagTime ?? "");
  // The zero time: the engine does not know when it came.
  if (Number.isNaN(tagged) || tagged < 0) return `pull policy ${policy}`;
  return time - tagged > age / 1e6 ? `older than its pull policy ${policy} allows` : undefined;
}

function pullImage({ name, image, platform }: DesiredService, reason: string): ImageOperation {
  return {
    type: "pull-image",
    id: `pull-image/${image}`,
    after: [],
    image,
    services: [name],
    ...(platform !== undefined && { platform }),
    reason,
  };
}

function buildImage({ name, image, platform, build = {} }: DesiredService, reason: string): ImageOperation {
  return {
    type: "build-image",
    id: `build-image/${image}`,
    after: [],
    image,
    services: [name],
    build,
    ...(platform !== undefined && { platform }),
    reason,
  };
}

function imageMissing({ name, image, build }: DesiredService, policy: string): UserError {
  const why = build ? "and building was ruled out" : `and its pull policy is ${policy}`;
  return new UserError(`services.${name}: the image ${image} is not on the engine, ${why}.`, {
    code: "image-missing",
    fix: build ? "Leave --no-build out." : `Load or pull it first, or set pull_policy to "missing".`,
  });
}
