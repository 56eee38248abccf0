import { explainShipFailure } from "./explain-ship-failure.ts";
import { findSourceImages } from "./find-source-images.ts";
import { type ObservedStore, observeStore, type StoreKind, storeKind } from "./plan/observe-store.ts";
import { type ImagePlan, planShipment, type SourceImage } from "./plan/plan-shipment.ts";
import type { ShipEvent, ShipOptions, ShipOutcome, ShippedImage, ShipTarget } from "./ship-options.ts";

/** A target that answered, and what has to be done there. */
export interface ReadyTarget {
  target: ShipTarget;
  observed: ObservedStore;
  /** By image, in their order. */
  plan: readonly ImagePlan[];
}

/** What shipping begins with: the images at their source, and each target with its plan, or with why there is none. */
export interface Preparation {
  images: readonly SourceImage[];
  sourceKind: StoreKind;
  /** When it began, as `performance.now` has it. */
  started: number;
  targets: readonly (ReadyTarget | { target: ShipTarget; error: unknown })[];
}

/** Looks at the source and at all targets at once. A target that does not answer is no failure of the others. */
export async function prepareShipment(
  options: Pick<ShipOptions, "images" | "source" | "targets" | "signal" | "whole">,
): Promise<Preparation> {
  const { source, signal, whole = false } = options;
  const started = performance.now();
  const [images, info] = await Promise.all([
    findSourceImages([...new Set(options.images)], source, signal),
    source.info({ signal }),
  ]);
  const sourceKind = storeKind(info);
  const targets = await Promise.all(
    options.targets.map((target) =>
      observeStore(target.engine, signal).then(
        (observed) => ({ target, observed, plan: planShipment(images, observed, { sourceKind, whole }) }),
        (error: unknown) => ({ target, error }),
      ),
    ),
  );
  return { images, sourceKind, started, targets };
}

export type ImageResult = Pick<ShippedImage, "id" | "mode" | "layersSent" | "layersKept" | "bytesSent">;
type Emit = (event: WithoutTime<ShipEvent>) => void;

export interface ImageWork {
  ready: ReadyTarget;
  index: number;
  image: SourceImage;
  plan: ImagePlan;
  emit: Emit;
}

export interface ServeOptions {
  onEvent: ((event: ShipEvent) => void) | undefined;
  work: (work: ImageWork) => Promise<ImageResult>;
  /** Called once for each image of each target that was ready, also for those that were not begun. */
  onLeave?: (index: number) => Promise<void>;
}

/** Serves the targets side by side, on each one image after the other up to the first that fails. */
export async function serveTargets(preparation: Preparation, options: ServeOptions): Promise<ShipOutcome[]> {
  return await Promise.all(preparation.targets.map((each) => serveTarget(each, preparation, options)));
}

async function serveTarget(
  prepared: Preparation["targets"][number],
  { images, started }: Preparation,
  { onEvent, work, onLeave }: ServeOptions,
): Promise<ShipOutcome> {
  const target = prepared.target.name;
  const outcome: ShipOutcome = { target, images: [], milliseconds: 0 };
  const emit: Emit = (event) => onEvent?.({ time: Date.now(), ...event });
  const fail = (error: unknown, image?: string) => {
    outcome.error = error;
    emit({ type: "target-failed", target, image, message: error instanceof Error ? error.message : String(error) });
  };
  if ("error" in prepared) fail(prepared.error);
  else {
    for (const [index, image] of images.entries()) {
      const twin = outcome.images[images.findIndex(({ inspect }) => inspect.Id === image.inspect.Id)];
      const plan = twin ? presentAs(twin) : prepared.plan[index];
      try {
        if (outcome.error !== undefined || plan === undefined) continue;
        const begun = performance.now();
        const result = await work({ ready: prepared, index, image, plan, emit });
        const milliseconds = performance.now() - begun;
        const shipped = { target, image: image.reference, ...result, milliseconds };
        outcome.images.push(shipped);
        emit({ type: "image-done", ...shipped });
      } catch (error) {
        fail(explainShipFailure(error, { target, image: image.reference }), image.reference);
      } finally {
        await onLeave?.(index);
      }
    }
  }
  outcome.milliseconds = performance.now() - started;
  if (outcome.error === undefined) emit({ type: "target-done", target, milliseconds: outcome.milliseconds });
  return outcome;
}

/** The same image under another name, as of services that share one: it has just come, and only wants the name. */
function presentAs({ id, layersSent, layersKept }: ShippedImage): ImagePlan {
  return { mode: "present", id, layers: layersSent + layersKept };
}

/** Of each event. */
type WithoutTime<Event> = Event extends unknown ? Omit<Event, "time"> : never;
