import type { CommandNode, Statement } from "unbash";
import type { Facts } from "../../facts/facts.ts";
import type { HealthFacts, ProbeCommand } from "../../facts/service/health-facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { addArguments } from "./shared/add-arguments.ts";
import { healthChecks } from "./shared/health-checks.ts";

export const rule = defineRule({
  id: "health-exit-code-lost",
  group: "health",
  severity: "error",
  summary: "A health check can fail",
  why: "curl without -f exits 0 for an answer of 500 as well; || true, ; true and a pipe into cat or tee end with 0 whatever came before. Docker only looks at the exit code: a broken service stays healthy, is waited for as if it were ready, and gets traffic.",
  fix: "Use curl -f, take || true out, and let the last command of a pipe decide.",
  links: ["https://curl.se/docs/manpage.html#-f", "https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const { name, health } of healthChecks(facts)) {
      const { shell } = health;
      const lost = shell && findLost(name, shell);
      if (lost) yield lost;
      else yield* findBareCurl(facts, name, health);
    }
  },
});

/** A text that ends with 0 whatever it ran. */
function findLost(name: string, document: ShellDocument): Report | undefined {
  if (document.commands.some(({ argv }) => endsEarlier(argv))) return undefined;
  const last = document.script.commands.at(-1);
  const end = last && lastCommand(last);
  if (!last || !end) return undefined;
  const words =
    end.command.type === "Command" ? [end.command.name?.value ?? "", ...end.command.args.map(({ text }) => text)] : [];
  const [program = ""] = words;
  const succeeds =
    program === "true" || program === ":" || program === "echo" || (program === "exit" && words[1] === "0");
  const alone = document.script.commands.length === 1 && end.by === "alone";
  const swallows = end.by === "pipe" && /^(cat|tee|head|tail|wc|sort|true|cut|tr|echo)$/.test(program);
  if (!swallows && !(succeeds && end.by !== "and" && end.by !== "pipe" && !alone)) return undefined;
  const { snippet } = document;
  const start = snippet.offsetAt(end.command.pos);
  const replace = end.by === "or" && (program === "true" || program === ":" || program === "exit");
  return {
    at: document.place(end.command),
    message: `${name} ends with "${words.join(" ")}", so it exits 0 whatever happened before.`,
    ...(replace && {
      fix: {
        title: "Let it fail",
        edits: [{ file: document.file, start, end: snippet.offsetAt(end.command.end - 1) + 1, text: "exit 1" }],
      },
    }),
  };
}

/** `exit 1`, `set -e` and `set -o pipefail` end the text with another code before its last command does. */
const endsEarlier = ([program, ...words]: readonly string[]): boolean =>
  (program === "exit" && words[0] !== "0") || (program === "set" && words.some((word) => /^-\w*[eo]/.test(word)));

/** The command whose exit code is that of the text, and how it comes to run. */
function lastCommand({
  command,
}: Statement): { command: CommandNode; by: "alone" | "or" | "and" | "pipe" } | undefined {
  const last = command.type === "AndOr" ? command.commands.at(-1) : command;
  if (!last) return undefined;
  const operator = command.type === "AndOr" ? command.operators.at(-1) : undefined;
  if (last.type === "Pipeline") {
    const end = last.commands.at(-1);
    return end && last.commands.length > 1 ? { command: end, by: "pipe" } : undefined;
  }
  return { command: last, by: operator === "||" ? "or" : operator === "&&" ? "and" : "alone" };
}

function* findBareCurl(facts: Facts, name: string, health: HealthFacts): Generator<Report> {
  // In a pipe or a substitution something else looks at what curl says.
  if (health.shell && /(?<![|])[|](?![|])|\$\(|`|http_code/.test(health.shell.text)) return;
  for (const command of health.commands) {
    if (command.argv[0] !== "curl" || failsOnErrors(command)) continue;
    yield {
      at: command.at,
      message: `${name} runs curl without -f: an answer of 500 exits 0.`,
      fix: { title: "Add -f", edits: addArguments(facts, health, command, 1, ["-f"]) },
    };
  }
}

const failsOnErrors = ({ argv }: ProbeCommand): boolean =>
  argv.slice(1).some((word) => /^--fail(-with-body)?$/.test(word) || /^-[a-zA-Z]*f[a-zA-Z]*$/.test(word)) ||
  // Anything that is not an HTTP request has no status to look at.
  !argv.some((word) => /^https?:|^(localhost|127\.0\.0\.1)/.test(word)) ||
  argv.some((word) => /%\{http_code\}/.test(word));
