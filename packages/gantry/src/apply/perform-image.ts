import { isGone } from "../engine/is-gone.ts";
import { isStatus } from "../engine/is-status.ts";
import type { TargetSet } from "../image/build/build-target.ts";
import { checkTargets } from "../image/build/check-targets.ts";
import { runBuild } from "../image/build/run-build.ts";
import { selectTargets } from "../image/build/select-targets.ts";
import { pullImage } from "../image/registry/pull-image.ts";
import type { ImageOperation, Operation } from "../plan/operation.ts";
import type { ApplyContext } from "./apply-context.ts";
import type { Phase } from "./event.ts";

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
      const directory = options.directory ?? process.cwd();
      const targets = selectTarget(operation, context);
      await checkTargets(targets, directory);
      await runBuild(targets, {
        engine,
        environment,
        signal,
        directory,
        secrets: options.buildSecrets,
        onNews: ({ step, output, progress, failure }) => {
          if (step) setPhases("building", step);
          if (progress) {
            const { current, total } = progress;
            emit({ type: "progress", subject, current, total, unit: "steps" });
          }
          if (output) emit({ type: "output", subject, stream: "stderr", text: output });
          if (failure) {
            const text = `${failure.step}: ${failure.message}\n`;
            emit({ type: "output", subject, stream: "stderr", text });
          }
        },
      });
      return setPhases("waiting");
    }
    case "remove-image":
      try {
        await engine.images.remove(operation.image, { signal });
      } catch (error) {
        if (isGone(error)) return;
        // Another project's container uses it: it is not ours alone, so it stays.
        if (!isStatus(error, 409)) throw error;
        emit({ type: "warning", message: `The image ${operation.image} stays: ${error.detail}` });
      }
  }
}

/** The operation's image, and the images of other services that its build takes files from. */
function selectTarget(
  { image, build, platform, services }: Extract<ImageOperation, { type: "build-image" }>,
  { project, options }: ApplyContext,
): TargetSet {
  const [service = image] = services;
  const all = { ...options.services, [service]: { build, ...(platform !== undefined && { platform }) } };
  const { targets, linked } = selectTargets(all, { project, wanted: [service] });
  return { targets: targets.map((target) => ({ ...target, tags: [image, ...(build.tags ?? [])] })), linked };
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
