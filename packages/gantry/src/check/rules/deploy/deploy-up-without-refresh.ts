import type { ComposeCommand } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import { rememberedFor } from "../../facts/lazy.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, optionValues, unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { isMutableTag } from "./shared/image-tag.ts";
import { composeUses, isProductionUse, type Procedure, proceduresOf, stackOf } from "./shared/procedures.ts";
import { startedServices } from "./shared/started-services.ts";

export const rule = defineRule({
  id: "deploy-up-without-refresh",
  group: "deploy",
  severity: "warn",
  summary: "A deployment fetches or builds what it starts",
  why: "docker compose up takes the image that is there: it neither looks whether latest has moved, nor builds again because the source has changed. The deploy ends well, nothing is replaced, and the old version goes on running until somebody wonders.",
  fix: "Run docker compose pull or build before, give --pull always or --build, or deploy a tag that names the version.",
  links: [
    "https://docs.docker.com/reference/cli/docker/compose/up/",
    "https://docs.docker.com/reference/compose-file/services/#pull_policy",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const uses = composeUses(facts);
    for (const procedure of proceduresOf(facts)) {
      for (const [index, command] of procedure.commands.entries()) {
        const use = uses.get(command);
        if (use?.subcommand !== "up" || !hasFlag(use.rest, "-d", "--detach", "--wait")) continue;
        const stack = stackOf(facts, use);
        if (!stack?.scope.production || !isProductionUse(facts, use)) continue;
        if (refreshes(procedure, command, index, (other) => isElsewhere(facts, stack, uses.get(other), other)))
          continue;
        const services = startedServices(facts, use);
        const built = hasFlag(use.rest, "--build") ? [] : services.filter(isBuilt);
        const moving = hasFlag(use.rest, "--pull") ? [] : services.filter(isMoving);
        if (built.length + moving.length === 0) continue;
        const options = [...(moving.length > 0 ? ["--pull always"] : []), ...(built.length > 0 ? ["--build"] : [])];
        yield {
          at: command.at,
          message: `This starts what is there: ${describe(built, "is not built again")}${built.length > 0 && moving.length > 0 ? ", and " : ""}${describe(moving, "is not fetched again")}.`,
          related: [
            ...built.slice(0, 1).map((service) => ({ at: service.at("build"), message: "This is built." })),
            ...moving.slice(0, 1).map((service) => ({ at: service.at("image"), message: "The tag moves." })),
          ],
          fix: { title: `Give ${options.join(" ")}`, edits: insertAfterUp(facts, command, options.join(" ")) },
        };
      }
    }
  },
});

const describe = (services: readonly ServiceFacts[], what: string): string =>
  services.length === 0
    ? ""
    : `${services.map(({ name }) => `"${name}"`).join(", ")} ${services.length === 1 ? what : what.replace("is", "are")}`;

const policyRefreshes = ({ model }: ServiceFacts): boolean =>
  /^(always|build|daily|weekly|every_)/.test(model.pull_policy ?? "");

const isBuilt = (service: ServiceFacts): boolean => service.model.build !== undefined && !policyRefreshes(service);

const isMoving = (service: ServiceFacts): boolean =>
  service.model.build === undefined &&
  service.model.image !== undefined &&
  !policyRefreshes(service) &&
  isMutableTag(service.model.image) === true;

/** Whether a command works with another stack, or builds images under names that no service has: neither renews what is started. */
function isElsewhere(facts: Facts, stack: StackFacts, use: ComposeCommand | undefined, command: ShellCommand): boolean {
  const other = use && stackOf(facts, use);
  if (other) return other !== stack && !buildsTheSame(other, stack);
  const argv = unwrapCommand(command.argv);
  if (argv[0] !== "docker" || argv.includes("bake") || !argv.includes("build")) return false;
  const names = optionValues(argv, "-t", "--tag").map((tag) => tag.replace(/:[^/]*$/, ""));
  const images = [...stack.services.values()].flatMap(({ model }) => model.image ?? []);
  return names.length > 0 && !names.some((name) => /[$]/.test(name) || images.some((image) => image.startsWith(name)));
}

/** Whether two sets of files, such as a base with and without an override, make a service's image in one and the same way. */
const buildsTheSame = (other: StackFacts, stack: StackFacts): boolean =>
  [...stack.services.values()].some(({ name, build, model }) => {
    const twin = other.service(name);
    if (!build || !twin?.build || twin.model.image !== model.image) return false;
    return twin.build.dockerfilePath === build.dockerfilePath && twin.build.target === build.target;
  });

/** Something before fetches, builds or loads images, or says nothing of what it does: a script of its own. */
function refreshes(
  { commands, steps }: Procedure,
  up: ShellCommand,
  index: number,
  isOther: (command: ShellCommand) => boolean,
): boolean {
  const before = renewing(commands).some(({ at, command }) => at < index && !isOther(command));
  const local =
    up.document.origin.type === "workflow" && steps.some(({ uses }) => /build-push|bake-action/.test(uses ?? ""));
  return before || local;
}

/** The commands that may fetch, build or load images, with their indexes. */
const renewing = rememberedFor((commands: readonly ShellCommand[]) =>
  commands.flatMap((command, at) => (mayRenew(command) ? [{ at, command }] : [])),
);

function mayRenew(command: ShellCommand): boolean {
  const argv = unwrapCommand(command.argv);
  const isDocker = /^docker(-compose)?$/.test(argv[0] ?? "");
  return (
    (isDocker && argv.some((word) => /^(pull|build|load|buildx|bake|import)$/.test(word))) ||
    (/^(make|task|just|\.\/\S+|bash|sh)$/.test(argv[0] ?? "") && argv.some((word) => /build|pull|load/.test(word)))
  );
}

function insertAfterUp(facts: Facts, command: ShellCommand, options: string): TextEdit[] {
  const up = command.words.find(({ text }) => text === "up");
  const source = up && facts.repository.read(up.at.file);
  if (!up || !source) return [];
  const end = source.offsetAt({ line: up.at.endLine ?? up.at.line, column: up.at.endColumn ?? 1 });
  return [{ file: source.path, start: end, end, text: ` ${options}` }];
}
