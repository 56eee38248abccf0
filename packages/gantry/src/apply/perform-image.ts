import { EngineError } from "../engine/errors.ts";
import { pullImage } from "../image/registry/pull-image.ts";
import type { ImageOperation, Operation } from "../plan/operation.ts";
import type { ApplyContext } from "./apply-context.ts";
import { isGone } from "./container/remove-container.ts";
import type { Phase } from "./event.ts";
import { buildImage } from "./image/build-image.ts";

/** Progress comes with every packet; nobody can look at more than this. Milliseconds. */
const progressEvery = 100;

/** Fetches, builds or removes an image. `operations` are the whole plan's: the containers that wait for it are among them. */
export async function performImage(
  operation: ImageOperation,
  operations: readonly Operation[],
  context: ApplyContext,
): Promise<void> {
  const { engine, signal, emit, options } = context;
  const environment = options.environment ?? process.env;
  const subject = operation.image;
  const setPhases = (phase: Phase, detail?: string) => {
    for (const each of operations) {
      if ("gates" in each && operation.services.includes(each.service)) context.setPhase(each, phase, detail);
    }
  };
  switch (operation.type) {
    case "pull-image": {
      setPhases("pulling", operation.image);
      const throttled = throttle((progress: { current: number; total: number }) =>
        emit({ type: "progress", subject, ...progress, unit: "bytes" }),
      );
      const { platform } = operation;
      await pullImage(operation.image, { engine, signal, environment, platform, onProgress: throttled });
      return setPhases("waiting");
    }
    case "build-image": {
      setPhases("building", operation.image);
      const { image, build, platform, services } = operation;
      const directory = options.directory ?? process.cwd();
      const request = { project: context.project, service: services[0] ?? image, image, build, platform, directory };
      await buildImage(
        { ...request, secrets: options.buildSecrets },
        {
          address: engine.address,
          environment,
          signal,
          onNews: ({ step, output, progress }) => {
            if (step) setPhases("building", step);
            if (progress) emit({ type: "progress", subject, ...progress, unit: "steps" });
            if (output) emit({ type: "output", subject, stream: "stderr", text: output });
          },
        },
      );
      return setPhases("waiting");
    }
    case "remove-image":
      try {
        await engine.images.remove(operation.image, { signal });
      } catch (error) {
        if (isGone(error)) return;
        // Another project's container uses it: it is not ours alone, so it stays.
        if (!(error instanceof EngineError && error.status === 409)) throw error;
        emit({ type: "warning", message: `The image ${operation.image} stays: ${error.detail}` });
      }
  }
}

function throttle<T>(emit: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    const now = performance.now();
    if (now - last < progressEvery) return;
    last = now;
    emit(value);
  };
}
