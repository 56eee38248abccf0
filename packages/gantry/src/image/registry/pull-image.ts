import type { Engine } from "../../engine/engine.ts";
import { createPullProgress, type PullProgress } from "./pull-progress.ts";
import { resolveRegistryAuth } from "./registry-auth.ts";

export interface PullImageOptions {
  engine: Engine;
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
  platform?: string | undefined;
  onProgress: (progress: PullProgress) => void;
}

/** Pulls an image with the login that Docker's configuration has for its registry. */
export async function pullImage(image: string, options: PullImageOptions): Promise<void> {
  const { engine, signal, environment, platform, onProgress } = options;
  const auth = await resolveRegistryAuth(image, environment, signal);
  const next = createPullProgress();
  const messages = engine.images.pull(image, {
    signal,
    ...(platform === undefined ? {} : { platform }),
    ...(auth === undefined ? {} : { auth }),
  });
  for await (const message of messages) {
    const progress = next(message);
    if (progress) onProgress(progress);
  }
}
