import { runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ImageKnowledge } from "../../facts/images/image-knowledge.ts";
import type { ImageReference } from "../../facts/images/image-reference.ts";
import type { Report } from "../../finding.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { type ImageUse, imageUses } from "./shared/image-uses.ts";

export const rule = defineRule({
  id: "image-tag-mutable",
  group: "image",
  severity: "warn",
  summary: "Images and build tools have a version",
  why: "Whoever pulls next week gets something else under the same name: two servers run different code, a rebuild of an old commit breaks, and there is nothing to go back to. A database or a queue that upgrades itself that way changes its files on the first start, and the old version cannot read them any more.",
  fix: "Write a version, such as name:2.14, or a digest.",
  links: [
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    "https://docs.docker.com/dhi/core-concepts/digests/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const production = new Set(facts.productionServices().map((service) => placeKey(service.at("image"))));
    for (const use of imageUses(facts)) {
      if (isMutable(use.image)) yield reportImage(facts, use, production.has(placeKey(use.at)));
    }
    yield* findTools(facts);
  },
});

const isMutable = ({ digest, tag, isKnown }: ImageReference): boolean =>
  isKnown && digest === undefined && (tag === undefined || tag === "latest");

const placeKey = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

function reportImage(facts: Facts, { image, at, service }: ImageUse, production: boolean): Report {
  const stateful = service !== undefined && keepsState(facts.knowImage(image.text));
  const tag = image.tag === undefined ? "no tag, which is latest" : "the tag latest";
  const what = service ? `The image ${image.text} of "${service.name}"` : `The image ${image.text}`;
  return {
    at,
    message: stateful
      ? `${what} has ${tag}, and it keeps data: the next pull may upgrade it.`
      : `${what} has ${tag}: it changes with the next pull.`,
    // A developer's data can be made again.
    ...(stateful && production && { severity: "error" }),
    advice: `Write the version that runs now: ${image.text.replace(/:latest$/, "")}:<version>.`,
  };
}

const keepsState = (knowledge: ImageKnowledge | undefined): boolean => {
  if (!knowledge) return false;
  const { role, dataPaths } = knowledge;
  if (role === "database" || role === "queue" || role === "jobs") return true;
  return (role === "search" || role === "storage" || role === "application") && (dataPaths?.length ?? 0) > 0;
};

/** Programs that RUN fetches without a version. */
function* findTools(facts: Facts): Generator<Report> {
  for (const dockerfile of facts.dockerfiles) {
    for (const { argv, command } of runCommands(dockerfile.instructions)) {
      const [program = "", verb = ""] = argv;
      const words = command.words.slice(command.words.length - argv.length);
      if (program === "xcaddy" && verb === "build") {
        for (const [index, word] of words.entries()) {
          const module = word.text === "--with" ? words[index + 1]?.text : /^--with=(.+)$/.exec(word.text)?.[1];
          if (module === undefined || /[@=$]/.test(module)) continue;
          const at = word.text === "--with" ? (words[index + 1]?.at ?? word.at) : word.at;
          yield { at, message: `The Caddy module ${module} has no version.`, advice: `Write ${module}@<version>.` };
        }
        continue;
      }
      if (!fetches(program, verb)) continue;
      for (const word of words) {
        if (!/^(@[\w.-]+\/)?[\w./-]+@latest$/.test(word.text)) continue;
        const name = word.text.replace(/@latest$/, "");
        yield {
          at: word.at,
          message: `"${name}" is taken in its latest version whenever the image is built.`,
          advice: `Write ${name}@<version>.`,
        };
      }
    }
  }
}

const fetches = (program: string, verb: string): boolean =>
  /^(npx|pnpx|bunx|uvx)$/.test(program) ||
  (program === "corepack" && /^(prepare|use|install|up)$/.test(verb)) ||
  (program === "go" && verb === "install") ||
  (/^(npm|pnpm|yarn|bun)$/.test(program) && /^(i|install|add|global|dlx|exec|x)$/.test(verb)) ||
  (program === "uv" && verb === "tool");
