import type { SyntaxNode } from "unbash";
import { forEachChild } from "unbash";
import { namedServices } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import { bootBudget } from "../../facts/service/boot-budget.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { isLoopback, portOf, urlsIn } from "../../facts/url.ts";
import type { TextEdit } from "../../finding.ts";
import { removeLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import { composeUses, stackOf } from "./shared/procedures.ts";
import { completeService } from "./shared/started-services.ts";

export const rule = defineRule({
  id: "deploy-fixed-sleep",
  group: "deploy",
  severity: "error",
  summary: "A deployment waits until the service is healthy, not for a number of seconds",
  why: "One probe after a fixed sleep fails a good deploy whenever the start takes a little longer: a wait for the database, migrations, a cold disk. Whoever has seen that a few times makes the sleep longer, and then a bad deploy is noticed later as well.",
  fix: "Run docker compose up -d --wait --wait-timeout with a time that is longer than the start.",
  links: ["https://docs.docker.com/reference/cli/docker/compose/up/"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const uses = composeUses(facts);
    const documents = new Set([...uses.keys()].map(({ document }) => document));
    for (const document of documents) {
      if (!/\bsleep\b/.test(document.text)) continue;
      const { commands } = document;
      const loops = loopsOf(document);
      const isRepeated = ({ start, end }: ShellCommand) => loops.some(({ pos, end: to }) => pos <= start && end <= to);
      for (const [index, command] of commands.entries()) {
        const seconds = sleepSeconds(command);
        if (seconds === undefined || isRepeated(command)) continue;
        const up = commands.slice(0, index).findLast((each) => uses.get(each)?.subcommand === "up");
        const use = up && uses.get(up);
        const probe = commands.slice(index + 1).find(isProbe);
        if (!up || !use || !probe || isRepeated(probe) || hasFlag(use.rest, "--wait")) continue;
        const services = [...(stackOf(facts, use)?.services.values() ?? [])].map((each) =>
          completeService(facts, each),
        );
        const service = probedService(probe, services, namedServices(use));
        const needed = service && startSeconds(service);
        if (!service || !needed || seconds >= needed) continue;
        const timeout = Math.max(60, needed * 2);
        yield {
          at: command.at,
          message: `This probes "${service.name}" once after ${seconds} s, and its start may take ${needed} s.`,
          related: [
            { at: startPlace(service), message: `This is where the ${needed} s come from.` },
            { at: probe.at, message: "The probe is not repeated." },
          ],
          fix: {
            title: `Wait with --wait --wait-timeout ${timeout}`,
            edits: waitInstead(facts, up, command, timeout),
          },
        };
      }
    }
  },
});

function sleepSeconds({ argv: words }: ShellCommand): number | undefined {
  const [program, given = ""] = unwrapCommand(words);
  const match = program === "sleep" ? /^(\d+)(s|m)?$/.exec(given) : undefined;
  return match ? Number(match[1]) * (match[2] === "m" ? 60 : 1) : undefined;
}

const isProbe = ({ argv: words }: ShellCommand): boolean => {
  const argv = unwrapCommand(words);
  return (
    (/^(curl|wget)$/.test(argv[0] ?? "") &&
      !argv.some((word) => /^(--retry|-t|--tries|--waitretry)(=|$)/.test(word))) ||
    (argv[0] === "docker" && argv[1] === "inspect" && argv.some((word) => word.includes("Health")))
  );
};

function loopsOf({ script }: ShellDocument): SyntaxNode[] {
  const loops: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    if (/^(For|While|Until|ArithmeticFor|Function)/.test(node.type)) loops.push(node);
    forEachChild(node, visit);
  };
  visit(script);
  return loops;
}

/** By the port that is asked, or by the only service that is started. */
function probedService(
  { argv }: ShellCommand,
  services: readonly ServiceFacts[],
  names: readonly string[],
): ServiceFacts | undefined {
  const url = argv.flatMap((word) => urlsIn(word)).find(({ host }) => isLoopback(host));
  const port = url && portOf(url);
  const published = services.find(
    (service) =>
      service.model.ports?.some((each) => each.published === String(port)) ||
      (port !== undefined && service.listens.includes(port)),
  );
  if (published) return published;
  const [only, ...more] = services.filter(({ name }) => names.includes(name));
  return more.length === 0 ? only : undefined;
}

const second = 1_000_000_000;

/** What the health check grants, or what the start scripts may take. */
const startSeconds = (service: ServiceFacts): number =>
  Math.max((service.health?.timing.start_period ?? 0) / second, bootBudget(service).seconds);

const startPlace = (service: ServiceFacts) =>
  service.has("healthcheck", "start_period") === "yes"
    ? service.at("healthcheck", "start_period")
    : (bootBudget(service).reasons[0]?.at ?? service.health?.at ?? service.at());

/** Takes the line of the sleep out and lets `up` wait. Only where the sleep stands alone. */
function waitInstead(facts: Facts, up: ShellCommand, sleep: ShellCommand, timeout: number): TextEdit[] {
  const word = up.words.find(({ text }) => text === "up");
  const source = facts.repository.read(sleep.at.file);
  if (!word || !source || source.line(sleep.at.line).trim() !== sleep.argv.join(" ")) return [];
  const end = source.offsetAt({ line: word.at.endLine ?? word.at.line, column: word.at.endColumn ?? 1 });
  return [
    { file: source.path, start: end, end, text: ` --wait --wait-timeout ${timeout}` },
    ...removeLines(facts, source.path, sleep.at.line, sleep.at.line),
  ];
}
