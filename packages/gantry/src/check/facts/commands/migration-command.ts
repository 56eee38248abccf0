import { unwrapCommand } from "../../shell/command-line.ts";
import type { Tri } from "../../tri.ts";

/** What a command does to a database's schema. */
export interface Migration {
  /** `prisma`, `alembic`, or the name of the script. */
  readonly tool: string;
  /** `push` makes the schema what the code says, without migration files. */
  readonly kind: "migrate" | "push";
  /** Whether it keeps a second run from starting at the same time. */
  readonly locks: Tri;
}

const known: readonly (readonly [RegExp, Migration["tool"], Migration["kind"], Tri])[] = [
  [/^prisma migrate (deploy|dev)\b/, "prisma", "migrate", "yes"],
  [/^prisma db push\b/, "prisma", "push", "no"],
  [/^drizzle-kit migrate\b/, "drizzle-kit", "migrate", "no"],
  [/^drizzle-kit push\b/, "drizzle-kit", "push", "no"],
  [/^alembic (-\S+ (\S+ )?)*upgrade\b/, "alembic", "migrate", "no"],
  [/^(\S*\/)?(manage\.py|django-admin) migrate\b/, "django", "migrate", "no"],
  [/^flask db upgrade\b/, "flask", "migrate", "no"],
  [/^typeorm(-ts-node-(commonjs|esm))? (\S+ )*migration:run\b/, "typeorm", "migrate", "no"],
  [/^typeorm(-ts-node-(commonjs|esm))? (\S+ )*schema:sync\b/, "typeorm", "push", "no"],
  [/^sequelize(-cli)? db:migrate\b/, "sequelize", "migrate", "no"],
  [/^mikro-orm migration:up\b/, "mikro-orm", "migrate", "no"],
  [/^mikro-orm schema:update\b/, "mikro-orm", "push", "no"],
  [/^knex (-\S+ (\S+ )?)*migrate:(latest|up)\b/, "knex", "migrate", "yes"],
  [/^(\S*\/)?(rails|rake) db:(migrate|prepare)\b/, "rails", "migrate", "yes"],
  [/^flyway (\S+ )*migrate\b/, "flyway", "migrate", "yes"],
  [/^liquibase (\S+ )*update\b/, "liquibase", "migrate", "yes"],
  [/^(\S*\/)?migrate (\S+ )*up\b/, "migrate", "migrate", "yes"],
  [/^goose (\S+ )*up\b/, "goose", "migrate", "no"],
  [/^dbmate (\S+ )*(up|migrate)\b/, "dbmate", "migrate", "no"],
  [/^node-pg-migrate (\S+ )*up\b/, "node-pg-migrate", "migrate", "yes"],
  [/^atlas migrate apply\b/, "atlas", "migrate", "yes"],
  [/^atlas schema apply\b/, "atlas", "push", "no"],
  [/^sqlx migrate run\b/, "sqlx", "migrate", "yes"],
  [/^diesel migration run\b/, "diesel", "migrate", "unknown"],
  [/^(php )?artisan migrate\b/, "artisan", "migrate", "no"],
];

const telling = /migrat|push|upgrade|sync|schema|prepare|update|^up$/;

/** The migration that a command runs, whatever runs it: `npx`, `uv run`, `pnpm`, `docker compose exec app`; undefined for any other command. */
export function migrationOf(argv: readonly string[]): Migration | undefined {
  // Nearly every command is something else, and has none of these words.
  if (!argv.some((word) => telling.test(word))) return undefined;
  const words = withoutRunner(argv);
  const text = words.join(" ");
  for (const [pattern, tool, kind, locks] of known) if (pattern.test(text)) return { tool, kind, locks };
  const [program = ""] = words;
  // The name of a package's script, or of a file, says it as well.
  const name = program.replace(/^.*\//, "").replace(/\.([cm]?[jt]s|py|sh)$/, "");
  if (
    /^((db|database|prisma|drizzle)[:_-])?migrat(e|ions?)([:_-](up|run|deploy|latest|prod|production|db))?$/.test(name)
  )
    return { tool: name, kind: "migrate", locks: "unknown" };
  if (/^(db|prisma|drizzle)[:_-]push([:_-]\w+)?$/.test(name)) return { tool: name, kind: "push", locks: "unknown" };
  return undefined;
}

/** Programs that run another, and how many words they take before it. */
function withoutRunner(argv: readonly string[], depth = 0): readonly string[] {
  const words = unwrapCommand(argv);
  const [program = "", ...rest] = words;
  const name = program.replace(/^.*\//, "");
  const skip = depth > 5 ? undefined : runners[name]?.(rest);
  return skip === undefined ? words : withoutRunner(rest.slice(skip), depth + 1);
}

/** The index of the first word that is no option; `valued` options take the word after them. */
function firstOperand(words: readonly string[], valued: readonly string[] = [], from = 0): number {
  let index = from;
  while (index < words.length) {
    const word = words[index] ?? "";
    if (word === "--") return index + 1;
    if (!word.startsWith("-")) return index;
    index += valued.includes(word) ? 2 : 1;
  }
  return index;
}

const filters = ["--filter", "-F", "-C", "--dir", "--prefix", "-w", "--workspace", "--cwd", "-p", "--package"];

const scriptRunner = (words: readonly string[]): number => {
  const first = firstOperand(words, filters);
  return /^(run|exec|dlx|x|run-script)$/.test(words[first] ?? "") ? firstOperand(words, filters, first + 1) : first;
};

const projectRunner = (words: readonly string[]): number | undefined =>
  words[0] === "run"
    ? firstOperand(words, ["--package", "--with", "--group", "--extra", "--env-file", "-p"], 1)
    : undefined;

const runners: Readonly<Record<string, (rest: readonly string[]) => number | undefined>> = {
  npm: scriptRunner,
  pnpm: scriptRunner,
  yarn: scriptRunner,
  bun: scriptRunner,
  npx: (rest) => firstOperand(rest, ["-p", "--package"]),
  bunx: (rest) => firstOperand(rest),
  tsx: (rest) => firstOperand(rest, ["--env-file", "--tsconfig", "--import"]),
  "ts-node": (rest) => firstOperand(rest),
  node: (rest) => firstOperand(rest, ["-r", "--require", "--import", "--loader"]),
  uv: projectRunner,
  poetry: projectRunner,
  pipenv: projectRunner,
  rye: projectRunner,
  pdm: projectRunner,
  bundle: (rest) => (rest[0] === "exec" ? 1 : undefined),
  php: (rest) => (rest[0]?.endsWith("artisan") ? 0 : undefined),
  python: (rest) => (rest[0] === "-m" ? 1 : firstOperand(rest)),
  python3: (rest) => (rest[0] === "-m" ? 1 : firstOperand(rest)),
  docker: (rest) => dockerRunner(rest),
  "docker-compose": (rest) => dockerRunner(["compose", ...rest], 1),
};

/** `docker compose exec -T app …`, `docker exec app …`. */
function dockerRunner(words: readonly string[], added = 0): number | undefined {
  const valued = [
    "-u",
    "--user",
    "-e",
    "--env",
    "-w",
    "--workdir",
    "--index",
    "-f",
    "--file",
    "-p",
    "--env-file",
    "--profile",
  ];
  const from = words[0] === "compose" ? firstOperand(words, valued, 1) : 0;
  if (!/^(exec|run)$/.test(words[from] ?? "")) return undefined;
  const target = firstOperand(words, [...valued, "--name", "--entrypoint", "-v", "--network"], from + 1);
  return target + 1 < words.length ? target + 1 - added : undefined;
}
