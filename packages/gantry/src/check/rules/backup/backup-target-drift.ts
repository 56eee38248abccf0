import { posix } from "node:path";
import { readComposeCommand } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellWord } from "../../shell/shell-document.ts";
import { type Dump, dumps } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-target-drift",
  group: "backup",
  severity: "error",
  summary: "Backups are made of the database that production has",
  why: "A dump names its container, user and database itself, and nothing renames them along with the Compose file. Where the name is gone the job fails each night; where an old or a development database still answers to it, the job succeeds, and the backup is one of the wrong data.",
  fix: "Write the names that the Compose file has, or read them from the same variables.",
  links: ["https://www.postgresql.org/docs/current/app-pgdump.html"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const all = [...dumps(facts)];
    for (const dump of all) {
      const report = checkDump(facts, dump);
      if (report) yield report;
    }
    if (all.some(({ document }) => document.origin.type !== "markdown")) yield* unreadVariables(facts);
  },
});

function checkDump(facts: Facts, dump: Dump): Report | undefined {
  const place = whereItRuns(facts, dump);
  if (place === "here") return undefined;
  if ("missing" in place) {
    return {
      at: place.missing.at,
      message: `The dump runs in "${place.missing.text}", which no Compose file has.`,
      advice: `${place.kind === "service" ? "Services" : "Containers"} with a database: ${place.names.join(", ")}.`,
    };
  }
  return checkNames(facts, dump, place.service);
}

type Ground =
  | { service: ServiceFacts }
  | { missing: ShellWord; kind: "service" | "container"; names: readonly string[] }
  | "here";

/** The service that the dump runs in. Only a name that is written out, and stacks that are known, count. */
function whereItRuns(facts: Facts, { command, index }: Dump): Ground {
  const argv = unwrapCommand(command.argv);
  const offset = command.argv.length - argv.length;
  const stacks = facts.production.length > 0 ? facts.production : facts.stacks;
  const databases = [...facts.services()].filter(({ image }) => image?.knowledge?.role === "database");
  if (stacks.length === 0 || databases.length === 0) return "here";
  const compose = readComposeCommand(command, facts.repository);
  const word = compose
    ? operand(command.words, compose.operandsFrom)
    : argv[0] === "docker" && argv[1] === "exec"
      ? operand(command.words, offset + 2)
      : undefined;
  if (!word?.literal || command.words.indexOf(word) >= index) return "here";
  const services = [...facts.services()];
  if (compose) {
    const own =
      compose.files.length > 0
        ? facts.stacks.find(({ commands }) => commands.some((each) => each.command === command))
        : undefined;
    const service = own
      ? own.service(word.text)
      : (stacks.flatMap((stack) => stack.service(word.text) ?? [])[0] ??
        services.find(({ name }) => name === word.text));
    if (service) return { service };
    return compose.unresolved.length > 0
      ? "here"
      : { missing: word, kind: "service", names: databases.map(({ name }) => name) };
  }
  const service = services.find((each) => containerNames(each).includes(word.text));
  if (service) return { service };
  // Without a container_name Docker Compose makes one of the project's name, which may be given elsewhere.
  const named = databases.flatMap(({ model }) => model.container_name ?? []);
  const certain = databases.every(
    ({ model }) => model.container_name !== undefined && !hasUnknown(model.container_name),
  );
  return certain ? { missing: word, kind: "container", names: named } : "here";
}

const valued = /^(-u|--user|-e|--env|-w|--workdir|--index|--env-file|--detach-keys)$/;

function operand(words: readonly ShellWord[], from: number): ShellWord | undefined {
  for (let index = from; index < words.length; index++) {
    const word = words[index];
    if (!word?.text.startsWith("-")) return word;
    if (valued.test(word.text)) index += 1;
  }
  return undefined;
}

const containerNames = ({ name, model, stack }: ServiceFacts): string[] => [
  ...(model.container_name ? [model.container_name] : []),
  `${stack.model.name}-${name}-1`,
  `${stack.model.name}_${name}_1`,
];

/** User and database of `pg_dump` against those that the service creates. */
function checkNames(facts: Facts, { command, index, program }: Dump, service: ServiceFacts): Report | undefined {
  if (!/^pg_dump/.test(program) || service.is("postgres") !== "yes") return undefined;
  const words = command.words.slice(index + 1);
  const user = optionOf(words, "-U", "--username");
  const database = optionOf(words, "-d", "--dbname") ?? databaseOf(words);
  const known = (name: string): string | undefined => {
    const value = service.env.get(name)?.value;
    return value === undefined || hasUnknown(value) ? undefined : value;
  };
  const owner = known("POSTGRES_USER") ?? (service.env.has("POSTGRES_USER") === "no" ? "postgres" : undefined);
  const created = known("POSTGRES_DB") ?? (service.env.has("POSTGRES_DB") === "no" ? owner : undefined);
  for (const [word, expected, what] of [
    [database, created, "database"],
    [user, owner, "user"],
  ] as const) {
    if (
      !word ||
      expected === undefined ||
      !word.literal ||
      word.text === expected ||
      /^(-|postgres$|postgresql:)/.test(word.text)
    )
      continue;
    // More than one of them may be made by scripts at the first start.
    if (makesMore(facts, service, word.text)) continue;
    return {
      at: word.at,
      message: `The dump takes the ${what} "${word.text}", but "${service.name}" has "${expected}".`,
      related: [
        {
          at: service.env.get(what === "user" ? "POSTGRES_USER" : "POSTGRES_DB")?.at ?? service.at(),
          message: "Here it is created.",
        },
      ],
      fix: { title: `Take "${expected}"`, edits: replaceWithin(facts, word.at, word.text, expected), suggestion: true },
    };
  }
  return undefined;
}

function optionOf(words: readonly ShellWord[], short: string, long: string): ShellWord | undefined {
  const index = words.findIndex(({ text }) => text === short || text === long);
  return index >= 0 ? words[index + 1] : undefined;
}

const pgValued =
  /^(-U|-h|-p|-f|-F|-t|-T|-n|-N|-j|-Z|-E|-d|--username|--host|--port|--file|--format|--table|--schema|--jobs|--dbname|--exclude-table|--compress)$/;

function databaseOf(words: readonly ShellWord[]): ShellWord | undefined {
  return words.findLast(({ text }, index) => !text.startsWith("-") && !pgValued.test(words[index - 1]?.text ?? ""));
}

const makesMore = (facts: Facts, { model, stack }: ServiceFacts, name: string): boolean =>
  (model.volumes ?? []).some(({ target, source = "" }) => {
    if (!target.startsWith("/docker-entrypoint-initdb.d")) return false;
    const path = stack.relative(source);
    if (path === undefined) return true;
    return [path, ...facts.repository.below(path)].some((each) => facts.repository.read(each)?.text.includes(name));
  });

/** Variables that a template has for backups, and that no script and no file reads. */
function* unreadVariables(facts: Facts): Generator<Report> {
  for (const template of facts.envTemplates) {
    for (const { name, at } of template.entries) {
      if (!/^(BACKUP|STORAGEBOX|RESTIC|PGBACKUP)_[A-Z0-9_]+$/.test(name) || isRead(facts, name, template.path))
        continue;
      yield {
        at,
        severity: "warn",
        message: `The template offers ${name}, but no script reads it: whoever fills it in changes nothing.`,
        advice: "Let the backup read it, or take it out.",
      };
    }
  }
}

function isRead(facts: Facts, name: string, template: string): boolean {
  const kinds = [
    "shell",
    "compose",
    "crontab",
    "makefile",
    "github-workflow",
    "gitlab-ci",
    "dockerfile",
    "script-source",
    "python-source",
    "yaml",
    "systemd",
    "other",
  ] as const;
  const pattern = new RegExp(`\\b${name}\\b`);
  // Programs that read their own variables.
  if (/^RESTIC_/.test(name) && facts.shellDocuments.some(({ text }) => /\brestic\b/.test(text))) return true;
  return facts.repository.ofKind(...kinds).some((path) => {
    if (path === template || /\.(lock|svg|png|jpe?g|woff2?)$/.test(posix.basename(path))) return false;
    return pattern.test(facts.repository.read(path)?.text ?? "");
  });
}
