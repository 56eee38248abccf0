import { type BuiltImage, buildImages } from "../../image/build/build-images.ts";
import type { BuildAdditions } from "../../image/build/complete-target.ts";
import type { ImageEvent } from "../../image/build/event.ts";
import { checkTags } from "../../image/build/image-tags.ts";
import { parseSharedCache } from "../../image/build/shared-cache.ts";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import type { buildOptions } from "../commands/build.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import { chooseReader } from "../render/choose-reader.ts";
import { collectSecretValues } from "./collect-secret-values.ts";
import { describeBuiltImage } from "./describe-built-image.ts";
import { enableServices } from "./enable-services.ts";
import { requireKnown } from "./project.ts";
import { applyOptions } from "./up.ts";

export const runBuild: Handler<typeof buildOptions> = async (context, { operands, options }) => {
  checkTags(options.tag);
  const additions = readAdditions(options);
  const loaded = enableServices(await context.load("values"), operands);
  const { name, services } = loaded.stack;
  requireKnown(operands, new Set(Object.keys(services)), name);
  const wanted = operands.length > 0 ? operands : Object.keys(services);
  const prepared = await prepareBuilds(loaded, { services: wanted });
  const engine = await context.connect(loaded);
  const { directory, environment = {}, buildSecrets } = applyOptions(context, prepared);
  if (!options.scan) context.warn("Nobody looks for secrets in these images: --no-scan.");
  const started = Date.now();
  using reader = chooseReader(context);
  let images: BuiltImage[];
  try {
    images = await buildImages({
      ...{ engine, project: name, services: prepared.stack.services, wanted, signal: context.signal, additions },
      ...{ directory: directory ?? loaded.directory, environment, secrets: buildSecrets },
      ...{ tags: options.tag, latest: options.latest, push: options.push, builder: options.builder },
      redact: context.redact,
      secretValues: options.scan ? await collectSecretValues(loaded) : undefined,
      emit: (event) => reader.read({ ...event, time: Date.now() } as ImageEvent),
    });
  } catch (error) {
    reader.end({ status: "failed", error });
    throw error;
  }
  const summary = images.length === 1 ? "Built 1 image" : `Built ${images.length} images`;
  reader.end({ status: "done", milliseconds: Date.now() - started, summary, images });
  if (!context.globals.json) {
    const { isTTY, columns } = context.terminal.stdout;
    const lines = images.flatMap((image) => describeBuiltImage(image, isTTY ? columns : undefined));
    for (const line of lines) context.print(line);
  }
  return 0;
};

function readAdditions(options: OptionValues<typeof buildOptions>): BuildAdditions {
  return {
    cacheFrom: options.cacheFrom,
    cacheTo: options.cacheTo,
    sharedCache: options.sharedCache.map(parseSharedCache),
    noCache: !options.cache,
    pull: options.pull,
    platforms: options.platform.flatMap((list) => list.split(",")),
  };
}
