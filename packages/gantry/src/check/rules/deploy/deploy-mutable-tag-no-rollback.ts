import type { Facts } from "../../facts/facts.ts";
import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Report } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { isMutableTag, namesCommit, repositoryOf } from "./shared/image-tag.ts";
import { isProductionUse, proceduresOf, stackOf } from "./shared/procedures.ts";
import { type PushedImage, pushedImages } from "./shared/pushed-images.ts";

export const rule = defineRule({
  id: "deploy-mutable-tag-no-rollback",
  group: "deploy",
  severity: "warn",
  summary: "A deployment names the version that it starts",
  why: "With latest nobody can say which build runs, two deploys at once may start each other's, and going back means editing a file on the server in the middle of an outage. An image that is built on the server without a tag is gone with the next build.",
  fix: "Let the Compose file take the tag from a variable, image: name:${TAG:?set TAG}, and set it to the commit that was built.",
  links: ["https://docs.docker.com/build/ci/github-actions/manage-tags-labels/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const procedures = proceduresOf(facts);
    const pushed = procedures.filter(({ kind }) => kind !== "documentation").flatMap(pushedImages);
    const told = new Set<ServiceFacts>();
    for (const service of facts.productionServices()) {
      const own = service.model.image === undefined ? undefined : matching(service, pushed);
      if (!own || isMutableTag(service.model.image ?? "") !== true) continue;
      told.add(service);
      yield pinned(facts, service, own);
    }
    if (told.size === 0) yield* pulledLatest(facts, pushed);
    yield* builtInPlace(facts);
  },
});

/** Those of the pushed images that are the service's own. */
function matching(service: ServiceFacts, pushed: readonly PushedImage[]): PushedImage | undefined {
  const { name, registry } = parseImageReference(service.model.image ?? "");
  const last = name.replace(/^.*\//, "");
  const found = pushed.filter(({ image }) => {
    const repository = repositoryOf(image);
    const end = repository.replace(/^.*\//, "");
    if (!/[${]/.test(end)) return end === last && (/[${]/.test(repository) || repository.endsWith(name));
    // The repository's own name in this registry, when it is the only image from there.
    const rivals = [...service.stack.services.values()].filter(
      (other) => registry !== undefined && other.model.image?.startsWith(`${registry}/`),
    );
    return registry !== undefined && repository.startsWith(`${registry}/`) && rivals.length === 1;
  });
  return found.find(({ image }) => namesCommit(image)) ?? found[0];
}

function pinned(facts: Facts, service: ServiceFacts, { image, at }: PushedImage): Report {
  const written = service.model.image ?? "";
  const { tag } = parseImageReference(written);
  const bare = tag === undefined ? written : written.slice(0, -tag.length - 1);
  return {
    at: service.at("image"),
    message: namesCommit(image)
      ? `"${service.name}" runs ${tag ?? "latest"}, although every build has a tag of its own: there is no way back but editing this file.`
      : `"${service.name}" runs ${tag ?? "latest"}, and no build has a tag of its own: there is nothing to go back to.`,
    related: [{ at, message: "The image is pushed here." }],
    fix: {
      title: "Take the tag from a variable",
      suggestion: true,
      edits: /[\uE000]/.test(bare) ? [] : replaceValue(facts, service.at("image"), `${bare}:\${TAG:?set TAG}`),
    },
  };
}

/** A deployment that fetches `name:latest`, where another tag of the same name is pushed as well. */
function* pulledLatest(facts: Facts, pushed: readonly PushedImage[]): Generator<Report> {
  for (const { kind, commands } of proceduresOf(facts)) {
    if (kind === "documentation") continue;
    for (const { argv: words, at } of commands) {
      const [program, verb, image] = unwrapCommand(words);
      if (program !== "docker" || verb !== "pull" || !image || !/:latest$/.test(image)) continue;
      const same = pushed.find(
        (each) => namesCommit(each.image) && sameRepository(repositoryOf(each.image), repositoryOf(image)),
      );
      if (!same) continue;
      yield {
        at,
        message:
          "This deploys latest, although every build has a tag of its own: what is fetched may be another build, and there is no way back.",
        related: [{ at: same.at, message: "The tag with the commit is pushed here." }],
        advice: "Fetch and start the tag with the commit, and keep the previous one for going back.",
      };
    }
  }
}

/** The same registry, and both names are written out or both are not. */
const sameRepository = (one: string, other: string): boolean =>
  one === other || (/[${]/.test(one) && /[${]/.test(other) && one.split("/")[0] === other.split("/")[0]);

/** Services that a deployment builds on the server, under no name but the project's. */
function* builtInPlace(facts: Facts): Generator<Report> {
  for (const use of facts.composeCommands) {
    if (use.subcommand !== "up" || !isProductionUse(facts, use)) continue;
    const stack = stackOf(facts, use);
    if (!stack?.scope.production) continue;
    for (const service of stack.services.values()) {
      if (!service.model.build || service.model.image !== undefined || service.model.profiles?.length) continue;
      yield {
        at: service.keyAt("build"),
        message: `"${service.name}" is built where it runs, and the image has no tag: there is nothing to go back to.`,
        related: [{ at: use.command.at, message: "It is deployed here." }],
        fix: {
          title: "Name the image after its version",
          suggestion: true,
          edits: addEntry(facts, service.at(), "image", `${stack.model.name}-${service.name}:\${TAG:?set TAG}`),
        },
      };
    }
  }
}
