import type { DockerfileFacts, Stage } from "../../../facts/dockerfile/dockerfile-facts.ts";
import { expand } from "../../../facts/dockerfile/dockerfile-facts.ts";
import { flagOf } from "../../../facts/dockerfile/instruction.ts";
import type { Facts } from "../../../facts/facts.ts";
import { type ImageReference, parseImageReference } from "../../../facts/images/image-reference.ts";
import { rememberedFor } from "../../../facts/lazy.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { Place } from "../../../place.ts";

/** A place at which an image from a registry is named. */
export interface ImageUse {
  readonly image: ImageReference;
  readonly at: Place;
  readonly by: "service" | "FROM" | "COPY" | "RUN";
  readonly service: ServiceFacts | undefined;
}

/** The images that services run and Dockerfiles take from; not what is built here, and no stages. */
export const imageUses = rememberedFor((facts: Facts): readonly ImageUse[] => [...findUses(facts)]);

function* findUses(facts: Facts): Generator<ImageUse> {
  const built = new Set(
    [...facts.services()].flatMap(({ model }) => (model.build && model.image ? [model.image] : [])),
  );
  for (const service of facts.services()) {
    const { image, build } = service.model;
    if (image === undefined || build || built.has(image)) continue;
    yield { image: parseImageReference(image), at: service.at("image"), by: "service", service };
  }
  for (const dockerfile of facts.dockerfiles) yield* ofDockerfile(facts, dockerfile);
}

function* ofDockerfile(facts: Facts, dockerfile: DockerfileFacts): Generator<ImageUse> {
  for (const stage of dockerfile.stages) {
    if (!stage.parent && stage.base !== "scratch") {
      for (const base of basesOf(facts, dockerfile, stage)) {
        yield { image: parseImageReference(base), at: stage.baseAt, by: "FROM", service: undefined };
      }
    }
    for (const instruction of stage.instructions) {
      const name = copiedImage(dockerfile, instruction.keyword === "COPY" ? flagOf(instruction, "from") : undefined);
      const flag = instruction.flags.find((each) => each.name === "from");
      if (name !== undefined && flag && isImage(facts, name))
        yield { image: parseImageReference(name), at: flag.at, by: "COPY", service: undefined };
      for (const mount of instruction.keyword === "RUN"
        ? instruction.flags.filter((each) => each.name === "mount")
        : []) {
        const from = copiedImage(dockerfile, /(?:^|,)from=([^,]+)/.exec(mount.value ?? "")?.[1]);
        if (from !== undefined && isImage(facts, from))
          yield { image: parseImageReference(from), at: mount.at, by: "RUN", service: undefined };
      }
    }
  }
}

/** An image and no stage; undefined also where a variable decides. */
const copiedImage = (dockerfile: DockerfileFacts, from: string | undefined): string | undefined =>
  from === undefined || from.includes("$") || dockerfile.target(from) ? undefined : from;

/** A bare word may be a further context of the build as well. */
const isImage = (facts: Facts, name: string): boolean => /[/:@]/.test(name) || facts.knowImage(name) !== undefined;

/** What FROM comes to: with the arguments that builds pass, or by default. */
function basesOf(facts: Facts, dockerfile: DockerfileFacts, stage: Stage): string[] {
  const written = stage.from.words[0]?.text ?? "";
  if (!written.includes("$")) return [stage.base];
  const defaults = new Map<string, string>();
  for (const { keyword, pairs } of dockerfile.instructions) {
    if (keyword === "FROM") break;
    for (const { name, value } of pairs) if (value !== undefined) defaults.set(name, expand(value, defaults));
  }
  const bases = facts.builds
    .filter((build) => build.dockerfile === dockerfile)
    .map(({ args }) => {
      const passed = [...args].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
      return expand(written, new Map([...defaults, ...passed]));
    });
  return [...new Set(bases.length > 0 ? bases : [stage.base])];
}
