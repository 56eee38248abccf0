import type { CommandNode, Pipeline, SyntaxNode } from "unbash";
import { forEachChild } from "unbash";
import type { Facts } from "../../../facts/facts.ts";
import type { ShellCommand, ShellDocument } from "../../../shell/shell-document.ts";

/** Programs that write a database out. */
const programs = /^(.*\/)?(pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump|sqlite3_dump|pg_basebackup)$/;

/** A command that dumps a database, wherever it runs: here, by docker exec, in a shell of a container. */
export interface Dump {
  readonly document: ShellDocument;
  /** The command whose words name the program. */
  readonly command: ShellCommand;
  /** Its program: `pg_dump`. */
  readonly program: string;
  /** Index in `command.words` of the program. */
  readonly index: number;
}

/** All dumps: in scripts, crontabs, Makefiles, workflows, documentation, and in what containers start. */
export function* dumps(facts: Facts): Generator<Dump> {
  for (const document of backupDocuments(facts)) {
    // Most text has nothing to do with it, and need not be parsed.
    if (/dump|--rdb|basebackup/.test(document.text)) yield* dumpsOf(document);
  }
}

export function* backupDocuments(facts: Facts): Generator<ShellDocument> {
  yield* facts.shellDocuments;
  for (const service of facts.services()) yield* service.processDocuments;
}

export function* dumpsOf(document: ShellDocument): Generator<Dump> {
  for (const command of document.commands) {
    // `sh -c "pg_dump …"` is a word with blanks in it here, and a command of its own further on.
    const index = command.argv.findIndex((word) => programs.test(word));
    const program = command.argv[index]?.replace(/^.*\//, "");
    const leads = command.argv.slice(0, Math.max(index, 0));
    if (
      program !== undefined &&
      (index === 0 ||
        /^(docker|podman|sudo|docker-compose|kubectl|ssh|exec|time|nice|timeout|env|gosu|su-exec|flock|ionice)$/.test(
          leads[0] ?? "",
        ))
    )
      yield { document: command.document, command, program, index };
    else if (command.argv.some((word) => /redis-cli$/.test(word)) && command.argv.includes("--rdb"))
      yield { document: command.document, command, program: "redis-cli --rdb", index: 0 };
  }
}

/** Where the output of a dump goes in the end. */
export interface Output {
  /** The command that writes: the last one of the pipeline. */
  readonly last: CommandNode;
  readonly pipeline: Pipeline | undefined;
}

/** The pipeline that a command stands in, or the command alone. */
export function outputOf({ command, document }: Dump): Output {
  let found: Pipeline | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.pos > command.start || node.end < command.end) return;
    if (node.type === "Pipeline") found = node;
    forEachChild(node, visit);
  };
  visit(document.script);
  const last = found?.commands.at(-1);
  return { last: last ?? command.node, pipeline: found };
}

/** The file, block or command that text inside other text (`sh -c`, `ssh`) belongs to. */
export function outermost(document: ShellDocument): ShellDocument {
  let current = document;
  while (current.origin.type === "nested") current = current.origin.within.document;
  return current;
}
