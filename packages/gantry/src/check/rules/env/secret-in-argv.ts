import { isInWorkflow, runsRemotely } from "../../facts/ci/remote-shell.ts";
import type { VariableUse } from "../../facts/compose/compose-file.ts";
import { isCredentialUrlName, isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "secret-in-argv",
  group: "env",
  severity: "warn",
  summary: "No secret is a word of a command line",
  why: "The words of a command are in the process list, which every user of the machine can read, in docker inspect, in the output of docker compose config and in crash reports. A monitoring agent sends them elsewhere.",
  fix: "Give it as an environment variable, in a file, or on standard input: most programs take one of them.",
  links: ["https://docs.docker.com/compose/how-tos/use-secrets/", "https://redis.io/docs/latest/develop/tools/cli/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const file of facts.composeFiles.values()) {
      for (const use of file.variables) {
        const [services, name, key, test] = use.path;
        if (services !== "services" || !isSecret(use.name)) continue;
        if (key !== "command" && key !== "entrypoint" && !(key === "healthcheck" && test === "test")) continue;
        yield {
          at: use.at,
          message: `The ${key} of "${name}" has \${${use.name}} in its words: docker inspect and the process list show the value.`,
          advice: adviceFor(use),
        };
      }
    }
    yield* fromCommands(facts);
  },
});

const isSecret = (name: string): boolean => isSecretName(name) || isCredentialUrlName(name);

/** How programs that are often started so take their secrets instead. */
function adviceFor({ text, name, path }: VariableUse): string {
  if (/inngest|INNGEST/.test(`${text} ${name}`))
    return `Set ${name} in the environment of "${path[1]}": inngest reads it from there.`;
  if (/requirepass|REDIS|VALKEY/i.test(`${text} ${name}`))
    return path[2] === "healthcheck"
      ? "Set REDISCLI_AUTH in the environment: redis-cli reads it from there."
      : "Put requirepass into a configuration file that is mounted as a secret.";
  return `Set ${name} in the environment of "${path[1]}", or mount it as a secret.`;
}

/** Options of programs that take a password, and what to use instead. */
const leaks: readonly { program: RegExp; option: RegExp; instead: string }[] = [
  { program: /^docker$/, option: /^(-p|--password)(=|$)/, instead: "Use --password-stdin." },
  {
    program: /^(mysql|mysqldump|mysqladmin|mariadb(-dump|-admin)?)$/,
    option: /^(-p\$|--password=)/,
    instead: "Set MYSQL_PWD, or give --defaults-extra-file.",
  },
  { program: /^(redis|valkey)-cli$/, option: /^(-a|--pass)$/, instead: "Set REDISCLI_AUTH." },
  { program: /^sshpass$/, option: /^-p/, instead: "Use a key, or sshpass -e." },
  { program: /^gpg2?$/, option: /^--passphrase(=|$)/, instead: "Use --passphrase-file or --passphrase-fd." },
  { program: /^openssl$/, option: /^pass:/, instead: "Use env: or file: instead of pass:." },
];

function* fromCommands(facts: Facts): Generator<Report> {
  for (const document of facts.shellDocuments) {
    if (document.origin.type === "markdown" || !/docker|mysql|mariadb|-cli|sshpass|gpg|openssl/.test(document.text))
      continue;
    for (const command of document.commands) {
      // A machine of a CI system is there for one job.
      if (isInWorkflow(command.document) && !runsRemotely(facts, command.document)) continue;
      const argv = unwrapCommand(command.argv);
      const words = command.words.slice(command.words.length - argv.length);
      const offset = argv[0] === "docker" && argv[1] !== "login" ? innerStart(argv) : 0;
      const program = (argv[offset] ?? "").replace(/^.*\//, "");
      const leak = leaks.find((each) => each.program.test(program));
      if (!leak || (program === "docker" && argv[1] !== "login")) continue;
      const index = words.findIndex((word, position) => position > offset && leak.option.test(word.text));
      const inside = words[index]?.literal === false ? words[index] : words[index + 1];
      if (index < 0 || !inside || inside.literal || !/\$/.test(inside.text)) continue;
      yield {
        at: inside.at,
        message: `The password is a word of the command: ${program} shows it in the process list.`,
        advice: leak.instead,
      };
    }
  }
}

/** Where the program begins that `docker exec` or `docker compose exec` runs. */
const innerStart = (argv: readonly string[]): number => {
  const index = argv.findIndex((word) => /^((redis|valkey)-cli|mysql(dump|admin)?|mariadb(-dump|-admin)?)$/.test(word));
  return Math.max(index, 0);
};
