import type { ImageBuild } from "../../../facts/build/image-build.ts";
import type { DockerfileFacts, Stage } from "../../../facts/dockerfile/dockerfile-facts.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { ImageFacts } from "../../../facts/images/image-facts.ts";
import { rememberedFor } from "../../../facts/lazy.ts";

/** A stage that is built for production, with all the builds that do so. */
export interface ProductionStage {
  readonly dockerfile: DockerfileFacts;
  readonly stage: Stage;
  readonly image: ImageFacts;
  readonly builds: readonly [ImageBuild, ...ImageBuild[]];
}

/** The stages that are built for production, each once. */
export const productionStages = rememberedFor((facts: Facts): readonly ProductionStage[] => {
  const found = new Map<Stage, [ImageBuild, ...ImageBuild[]]>();
  for (const build of facts.builds) {
    if (!build.production || !build.stage) continue;
    const known = found.get(build.stage);
    if (known) known.push(build);
    else found.set(build.stage, [build]);
  }
  return [...found].flatMap(([stage, all]) => {
    // Where services run it, they say how: that a workflow or a person builds it too changes nothing.
    const [first, ...more] = all.filter(({ service }) => service !== undefined);
    const builds: typeof all = first ? [first, ...more] : all;
    const { dockerfile, image } = builds[0];
    return dockerfile && image ? [{ dockerfile, stage, image, builds }] : [];
  });
});
