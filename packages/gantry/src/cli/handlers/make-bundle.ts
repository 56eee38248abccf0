import type { Engine } from "../../engine/engine.ts";
import { buildImages } from "../../image/build/build-images.ts";
import type { BuildAdditions } from "../../image/build/complete-target.ts";
import type { ImageEvent } from "../../image/build/event.ts";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { readFileSources } from "../../plan/read-file-sources.ts";
import { readProxyFiles } from "../../proxy/configuration/read-proxy-files.ts";
import type { Bundle } from "../../release/bundle/bundle.ts";
import { findBuiltImages } from "../../release/bundle/find-built-images.ts";
import { useBuiltImages } from "../../release/bundle/use-built-images.ts";
import type { Context } from "../context.ts";
import { collectSecretValues } from "./collect-secret-values.ts";
import { applyOptions } from "./up.ts";

export interface MakeBundleOptions {
  /** The engine that images are built on. */
  source: Engine;
  /** False: the images that were built last. */
  build: boolean;
  emit: (event: ImageEvent) => void;
}

const noAdditions: BuildAdditions = {
  cacheFrom: [],
  cacheTo: [],
  sharedCache: [],
  noCache: false,
  pull: false,
  platforms: [],
};

/** Builds what the stack builds, and puts together all that its release is made of. */
export async function makeBundle(context: Context, loaded: LoadedStack, options: MakeBundleOptions): Promise<Bundle> {
  const { source, build, emit } = options;
  const prepared = await prepareBuilds(loaded);
  const { stack, directory } = prepared;
  const wanted = Object.keys(stack.services).filter((name) => stack.services[name]?.build !== undefined);
  if (build && wanted.length > 0) {
    const { environment = {}, buildSecrets } = applyOptions(context, prepared);
    await buildImages({
      ...{ engine: source, project: stack.name, services: stack.services, wanted, signal: context.signal },
      ...{
        directory,
        environment,
        secrets: buildSecrets,
        additions: noAdditions,
        tags: [],
        // A service without an image is called so everywhere: by `up`, and by a deploy without a build.
        latest: true,
        push: false,
      },
      secretValues: await collectSecretValues(loaded),
      emit: (event) => emit({ ...event, time: Date.now() } as ImageEvent),
    });
  }
  const images = await findBuiltImages(source, stack, context.signal);
  const deployed = { ...prepared, stack: useBuiltImages(stack, images) };
  const [fileContents, proxyFiles] = await Promise.all([readFileSources(deployed), readProxyFiles(deployed)]);
  return { stack: deployed.stack, fileContents, proxyFiles };
}
