import type { EmitImageEvent } from "./event.ts";
import type { BuildNews } from "./read-progress.ts";

/** Turns the news of a build into events, and remembers which image failed by itself. */
export function createNewsTeller(emit: EmitImageEvent) {
  const failed = new Map<string, string>();
  return {
    tell: ({ target, step, output, progress, failure }: BuildNews) => {
      if (target === undefined) return;
      if (failure && failed.size === 0) failed.set(target, failure.step);
      if (progress) emit({ type: "progress", subject: target, ...progress, unit: "steps" });
      if (step) emit({ type: "image", image: target, phase: "building", detail: step });
      if (output) emit({ type: "output", subject: target, stream: "stderr", text: output });
    },
    /** Says that an image failed after it was built. */
    blame: (image: string, detail: string) => void failed.set(image, detail),
    /** Ends all images; the one that failed is told apart from those that were ended with it. */
    fail: (targets: readonly string[]) => {
      for (const image of targets) {
        const detail = failed.get(image);
        if (detail === undefined) emit({ type: "image", image, phase: "ended" });
        else emit({ type: "image", image, phase: "failed", detail });
      }
    },
  };
}
