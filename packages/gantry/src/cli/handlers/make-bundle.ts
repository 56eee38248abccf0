import type { Engine } from "../../engine/engine.ts";
import { buildImages } from "../../image/build/build-images.ts";
import type { BuildAdditions } from "../../image/build/complete-target.ts";
import type { ImageEvent } from "../../image/build/event.ts";
import type { BuildTool } from "../../image/build/find-build-tool.ts";
import { chooseRepository } from "../../image/build/image-tags.ts";
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
  /** What images are built with, where somebody has looked already. */
  tool?: Promise<BuildTool> | undefined;
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
  const { source, build } = options;
  const prepared = await prepareBuilds(loaded);
  const { stack } = prepared;
  const wanted = Object.keys(stack.services).filter((name) => stack.services[name]?.build !== undefined);
  const images =
    build && wanted.length > 0
      ? await buildAll(context, { loaded, prepared, wanted, ...options })
      : await findBuiltImages(source, stack, context.signal);
  const deployed = { ...prepared, stack: useBuiltImages(stack, images) };
  const [fileContents, proxyFiles] = await Promise.all([readFileSources(deployed), readProxyFiles(deployed)]);
  return { stack: deployed.stack, fileContents, proxyFiles };
}

interface BuildAllOptions extends MakeBundleOptions {
  loaded: LoadedStack;
  prepared: LoadedStack;
  wanted: readonly string[];
}

/** Builds the images of services. @returns their references by content, by service */
async function buildAll(
  context: Context,
  { loaded, prepared, wanted, source, tool, emit }: BuildAllOptions,
): Promise<Record<string, string>> {
  const { stack, directory } = prepared;
  const { environment = {}, buildSecrets } = applyOptions(context, prepared);
  const images = await buildImages({
    ...{ engine: source, project: stack.name, services: stack.services, wanted, signal: context.signal },
    ...{ directory, environment, secrets: buildSecrets, additions: noAdditions, tags: [], latest: false, push: false },
    secretValues: await collectSecretValues(loaded),
    tool,
    emit: (event) => emit({ ...event, time: Date.now() } as ImageEvent),
  });
  return Object.fromEntries(
    images.flatMap(({ services, references }) =>
      services.flatMap((service) => {
        const repository = chooseRepository(stack.name, service, stack.services[service]?.image);
        const reference = references.find((each) => each.startsWith(`${repository}:content-`));
        return reference === undefined ? [] : [[service, reference]];
      }),
    ),
  );
}
