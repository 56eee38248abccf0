import type { Engine, ProgressMessage } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { UserError } from "../../model/error.ts";
import { parseImageReference } from "./image-reference.ts";
import type { PullProgress } from "./pull-progress.ts";
import { resolveRegistryAuth } from "./registry-auth.ts";

export interface PushImageOptions {
  engine: Engine;
  /** Where Docker's own configuration is found, and its credential helpers. */
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  onProgress?: (progress: PullProgress) => void;
}

/**
 * Pushes a reference with the login that Docker's configuration has for its registry.
 *
 * @returns the digest that the registry knows it by
 * @throws UserError `failed` when the registry refuses it
 */
export async function pushImage(reference: string, options: PushImageOptions): Promise<string | undefined> {
  const { engine, environment, signal, onProgress } = options;
  const auth = await resolveRegistryAuth(reference, environment, signal);
  const next = createPushProgress();
  let digest: string | undefined;
  try {
    for await (const message of engine.images.push(reference, { signal, ...(auth !== undefined && { auth }) })) {
      digest ??= readDigest(message.aux);
      const progress = next(message);
      if (progress) onProgress?.(progress);
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new UserError(`${reference} could not be pushed: ${error.detail}`, {
      code: "failed",
      fix: `Log in with \`docker login ${parseImageReference(reference).registry}\`, and check that you may write there. The image itself is here, as it was.`,
      cause: error,
    });
  }
  return digest ?? (await findDigest(engine, reference, signal));
}

/** The containerd image store says no digest while it pushes: there the image's own is the registry's. */
async function findDigest(engine: Engine, reference: string, signal: AbortSignal): Promise<string | undefined> {
  const { RepoDigests } = await engine.images.inspect(reference, { signal });
  const repository = reference.slice(0, reference.lastIndexOf(":"));
  return RepoDigests?.find((each) => each.startsWith(`${repository}@`))?.slice(repository.length + 1);
}

/** Adds up the bytes of the layers that the registry did not have. */
function createPushProgress(): (message: ProgressMessage) => PullProgress | undefined {
  const layers = new Map<string, PullProgress>();
  return ({ id, status, progressDetail }) => {
    if (id === undefined) return undefined;
    const layer = layers.get(id);
    // What is sent is compressed as it goes: the count may pass the total, which is of the layer unpacked.
    if (status === "Pushing" && progressDetail?.total) {
      const { current = 0, total } = progressDetail;
      layers.set(id, { current: Math.min(current, total), total });
    } else if (status === "Pushed" && layer) {
      layers.set(id, { current: layer.total, total: layer.total });
    } else {
      return undefined;
    }
    const all = [...layers.values()];
    const sum = (key: keyof PullProgress) => all.reduce((total, each) => total + each[key], 0);
    return { current: sum("current"), total: sum("total") };
  };
}

function readDigest(aux: unknown): string | undefined {
  const digest = typeof aux === "object" && aux !== null && "Digest" in aux ? aux.Digest : undefined;
  return typeof digest === "string" ? digest : undefined;
}
