import { type ComposeCommand, namedServices } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag } from "../../shell/command-line.ts";
import type { ShellCommand, ShellWord } from "../../shell/shell-document.ts";

export const rule = defineRule({
  id: "host-command-broken",
  group: "host",
  severity: "warn",
  summary: "Commands for services name services and programs that exist",
  why: "Runbooks and Makefiles are read when something is on fire. A service that was renamed, or an image that has no bash, ping or psql, costs the minutes that count, and a command that does less than its comment says leaves things behind that one believes are gone.",
  fix: "Write the service's name of today, and use what its image has (sh, getent hosts, the database's own client).",
  links: [
    "https://docs.docker.com/reference/cli/docker/compose/exec/",
    "https://docs.docker.com/reference/cli/docker/compose/down/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const command of facts.composeCommands) {
      const stacks = stacksOf(facts, command);
      if (stacks.length === 0) continue;
      const missing = missingService(command, stacks);
      if (missing) yield missing;
      else yield* checkProgram(facts, command, stacks);
      yield* checkComment(facts, command);
    }
    for (const document of facts.shellDocuments) {
      if (!/docker\s+exec/.test(document.text)) continue;
      for (const command of document.commands) yield* checkDockerExec(facts, command);
    }
  },
});

/** The sets that a command may mean: those that it names, those of its folder, or all. */
function stacksOf(facts: Facts, command: ComposeCommand): readonly StackFacts[] {
  if (command.unresolved.length > 0 || command.projectName?.includes("$")) return [];
  const own = facts.stacks.filter(({ commands }) => commands.includes(command));
  return own.length > 0 && command.files.length > 0 ? own : facts.stacks;
}

/** Words that stand for a service. */
const placeholder =
  /^(<.*>|\[.*\]|\.\.\.|service|services|service[-_]?name|name|container|your[-_].*|my[-_]?service|x|foo|bar)$/i;

function missingService(command: ComposeCommand, stacks: readonly StackFacts[]): Report | undefined {
  const words = command.command.words.slice(command.operandsFrom);
  for (const name of namedServices(command)) {
    if (!/^[a-zA-Z0-9][\w.-]*$/.test(name) || placeholder.test(name) || /^[A-Z_]+$/.test(name)) continue;
    if (stacks.some((stack) => stack.services.has(name) || hasIncludes(stack))) continue;
    const word = words.find(({ text }) => text === name);
    if (!word) continue;
    const all = [...new Set(stacks.flatMap((stack) => [...stack.services.keys()]))];
    return {
      at: word.at,
      message: `No Compose file has a service "${name}".`,
      advice: `Its services are ${all.join(", ")}.`,
    };
  }
  return undefined;
}

/** A part of it could not be read. */
const hasIncludes = (stack: StackFacts): boolean => stack.services.size === 0 || stack.isUnclear("include");

function* checkProgram(facts: Facts, command: ComposeCommand, stacks: readonly StackFacts[]): Generator<Report> {
  if (command.subcommand !== "exec" && command.subcommand !== "run") return;
  const [name] = namedServices(command);
  const words = command.command.words.slice(command.operandsFrom);
  const index = words.findIndex(({ text }) => text === name);
  const program = words[index + 1];
  if (name === undefined || index < 0 || !program?.literal || hasFlag(command.rest, "--entrypoint")) return;
  // An entrypoint of one's own gets the words of run as its arguments.
  const services = stacks.flatMap((stack) => stack.service(name) ?? []);
  if (
    command.subcommand === "run" &&
    services.some(({ model, image }) => model.entrypoint || image?.stage?.last("ENTRYPOINT") || !image?.knowledge)
  )
    return;
  yield* lacks(facts, services, program);
}

function* checkDockerExec(facts: Facts, { argv, words }: ShellCommand): Generator<Report> {
  const start = argv.indexOf("docker");
  if (start < 0 || start > 1 || argv[start + 1] !== "exec") return;
  let index = start + 2;
  while (argv[index]?.startsWith("-")) index += /^(-u|--user|-e|--env|-w|--workdir)$/.test(argv[index] ?? "") ? 2 : 1;
  const container = words[index];
  const program = words[index + 1];
  if (!container?.literal || !program?.literal) return;
  const services = [...facts.services()].filter(({ model }) => model.container_name === container.text);
  yield* lacks(facts, services, program);
}

/** A program that the image of none of the services has. */
function* lacks(facts: Facts, services: readonly ServiceFacts[], program: ShellWord): Generator<Report> {
  const [service] = services;
  if (!service || !/^[\w./-]+$/.test(program.text) || services.some(({ image }) => image?.tool(program.text) !== "no"))
    return;
  const other =
    program.text === "bash" && service.image?.shell === "yes"
      ? "sh"
      : program.text === "ping" && service.image?.tool("getent") === "yes"
        ? "getent hosts"
        : undefined;
  yield {
    at: program.at,
    message: `The image of "${service.name}" has no ${program.text}.`,
    related: [{ at: service.image?.baseAt ?? service.at(), message: "This is its image." }],
    ...(other && {
      fix: { title: `Use ${other}`, edits: replaceWithin(facts, program.at, program.text, other), suggestion: true },
    }),
  };
}

/** A comment behind or above a command that promises more than the command does. */
function* checkComment(facts: Facts, { command, subcommand, rest }: ComposeCommand): Generator<Report> {
  const source = facts.repository.read(command.at.file);
  const line = source?.line(command.at.endLine ?? command.at.line) ?? "";
  const behind = /\s#\s*(.*)$/.exec(line.slice((command.at.endColumn ?? 1) - 1))?.[1];
  const comment = behind ?? /^\s*#\s*(.*)$/.exec(source?.line(command.at.line - 1) ?? "")?.[1] ?? "";
  if (
    subcommand === "down" &&
    /\b(remove|delete|and|with)\b.*\bvolumes?\b/i.test(comment) &&
    !/\b(keep|not|without|except)\b/i.test(comment) &&
    !hasFlag(rest, "-v", "--volumes")
  ) {
    yield {
      at: command.at,
      message: "The comment says that volumes are removed, but this command keeps them.",
      advice: "Add -v to remove them, or correct the comment.",
    };
  }
  if (subcommand === "top" && /\b(usage|cpu|memory|resources?)\b/i.test(comment)) {
    yield {
      at: command.at,
      message: "The command docker compose top lists processes: it shows nothing of what they use.",
      advice: "Use docker compose stats.",
    };
  }
}
