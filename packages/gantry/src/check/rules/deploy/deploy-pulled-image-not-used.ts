import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { repositoryOf } from "./shared/image-tag.ts";
import { composeUses, type Procedure, proceduresOf } from "./shared/procedures.ts";
import { startedServices } from "./shared/started-services.ts";

export const rule = defineRule({
  id: "deploy-pulled-image-not-used",
  group: "deploy",
  severity: "error",
  summary: "What a deployment fetches is what it starts",
  why: "A service with build and without image runs the image that Docker Compose names itself, project-service. Fetching another one changes nothing: up finds the old image under its own name and keeps it. The pipeline is green with every commit, and the server runs what was once built there.",
  fix: "Give the service the name that is pushed: image: registry/name:${TAG:?set TAG}.",
  links: ["https://docs.docker.com/reference/compose-file/services/#image"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const uses = composeUses(facts);
    for (const procedure of proceduresOf(facts)) {
      if (procedure.kind === "documentation") continue;
      for (const [index, command] of procedure.commands.entries()) {
        const image = pulledImage(command);
        if (image === undefined || isUsedElsewhere(procedure, command, image)) continue;
        const up = procedure.commands.slice(index + 1).find((each) => uses.get(each)?.subcommand === "up");
        const use = up && uses.get(up);
        if (!use || hasFlag(use.rest, "--build")) continue;
        const started = startedServices(facts, use);
        const built = started.filter(({ model }) => model.build && model.image === undefined);
        const [service] = built;
        if (
          !service ||
          started.some((each) => mayUse(each, image)) ||
          started.some(({ image: own }) => own?.base.name === parseImageReference(image).name)
        )
          continue;
        yield {
          at: command.at,
          message: `Nothing runs ${image}: "${service.name}" is built under a name of its own, and up does not build it again.`,
          related: [
            { at: service.keyAt("build"), message: "The service has build, and no image." },
            { at: use.command.at, message: "It is started here." },
          ],
          fix: {
            title: "Give the service the image's name",
            suggestion: true,
            edits: image.includes("$") ? [] : addEntry(facts, service.at(), "image", image),
          },
        };
      }
    }
  },
});

function pulledImage({ argv: words }: ShellCommand): string | undefined {
  const argv = unwrapCommand(words);
  const from =
    argv[0] === "docker" && argv[1] === "pull"
      ? 2
      : argv[0] === "docker" && argv[1] === "image" && argv[2] === "pull"
        ? 3
        : 0;
  return from === 0 ? undefined : argv.slice(from).find((word) => !word.startsWith("-"));
}

/** `docker tag`, `docker run`, and builds that are based on it. */
const isUsedElsewhere = ({ commands }: Procedure, pull: ShellCommand, image: string): boolean =>
  commands.some(
    ({ argv, node }) =>
      node !== pull.node &&
      argv[0] === "docker" &&
      /^(tag|run|create|build|buildx|service|stack|image)$/.test(argv[1] ?? "") &&
      // A build that gives the image its name only makes it.
      argv.some(
        (word, index) => !isTag(word, argv[index - 1]) && (word === image || word.includes(repositoryOf(image))),
      ),
  );

const isTag = (word: string, before: string | undefined): boolean =>
  /^(-t|--tag)$/.test(before ?? "") || /^--(tag=|cache-)/.test(word);

/** Whether the service's image may be the one: the same name, or one that a variable hides. */
function mayUse({ model }: ServiceFacts, image: string): boolean {
  if (model.image === undefined) return false;
  const [one, other] = [parseImageReference(model.image), repositoryOf(image)];
  if (!other.includes("$")) return !one.isKnown || one.name === parseImageReference(other).name;
  return !one.isKnown || one.name.split("/")[0] === other.split("/")[0];
}
