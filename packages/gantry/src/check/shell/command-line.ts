import type { Command, Word } from "unbash";

/** The words of a command, and the assignments before it. */
export function splitAssignments(node: Command): { words: Word[]; assignments: Map<string, Word | undefined> } {
  const assignments = new Map<string, Word | undefined>();
  for (const part of node.prefix) {
    if (part.type !== "Assignment") continue;
    assignments.set(part.name, part.value.type === "Word" ? part.value : undefined);
  }
  const words = node.args.map(
    (part): Word =>
      // `export NAME=value` is a word that looks like an assignment.
      part.type === "Word" ? part : { type: "Word", text: part.text, value: part.text, pos: part.pos, end: part.end },
  );
  return { words: node.name ? [node.name, ...words] : words, assignments };
}

const wrappers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["sudo", new Set(["-u", "--user", "-g", "--group", "-h", "-p"])],
  ["exec", new Set(["-a"])],
  ["env", new Set(["-u", "-C"])],
  ["nohup", new Set()],
  ["time", new Set()],
  ["command", new Set()],
  ["nice", new Set(["-n"])],
  ["ionice", new Set(["-c", "-n"])],
  ["timeout", new Set(["-s", "-k", "--signal", "--kill-after"])],
  ["flock", new Set(["-w", "--timeout", "-E"])],
  ["gosu", new Set()],
  ["su-exec", new Set()],
  ["tini", new Set()],
  ["dumb-init", new Set()],
]);

/** How many operands a wrapper takes before the command: `timeout 5 …`, `gosu user …`. */
const operands: Readonly<Record<string, number>> = { timeout: 1, flock: 1, gosu: 1, "su-exec": 1 };

/** The index at which the real command begins: past `sudo`, `exec`, `env A=b`, `timeout 5` and the like. */
export function commandStart(argv: readonly string[]): number {
  let index = 0;
  for (;;) {
    const name = argv[index]?.replace(/^.*\//, "") ?? "";
    const valued = wrappers.get(name);
    if (!valued) return index;
    let next = index + 1;
    while (next < argv.length) {
      const word = argv[next] ?? "";
      if (word === "--") {
        next += 1;
        break;
      }
      if (name === "env" && /^\w+=/.test(word)) next += 1;
      else if (!word.startsWith("-")) break;
      else next += valued.has(word) ? 2 : 1;
    }
    index = next + (operands[name] ?? 0);
    if (index >= argv.length) return argv.length;
  }
}

/** The command without what wraps it. */
export const unwrapCommand = (argv: readonly string[]): readonly string[] => argv.slice(commandStart(argv));

/** The value of an option: `--file x`, `--file=x`, `-f x`, `-fx`. All of them, in order. */
export function optionValues(argv: readonly string[], ...names: readonly string[]): string[] {
  const values: string[] = [];
  for (const [index, word] of argv.entries()) {
    if (word === "--") break;
    for (const name of names) {
      const next = argv[index + 1];
      if (word === name && next !== undefined) values.push(next);
      else if (name.startsWith("--") && word.startsWith(`${name}=`)) values.push(word.slice(name.length + 1));
      else if (/^-\w$/.test(name) && word.startsWith(name) && word.length > 2 && !word.startsWith("--"))
        values.push(word.slice(2).replace(/^=/, ""));
    }
  }
  return values;
}

export const hasFlag = (argv: readonly string[], ...names: readonly string[]): boolean =>
  argv.some((word) => names.includes(word) || names.some((name) => word.startsWith(`${name}=`)));
