/**
 * On a new volume the images of some databases first run a server that listens on its socket alone, while they make users and tables, and then
 * stop it. A check that asks the socket takes it for the one that stays: at the usual interval it seldom meets it, asked at once it often does.
 * Asked over TCP a check sees only the server that stays.
 */
interface SocketCheck {
  /** The check, in a shell's line or as words with a space between them. */
  pattern: RegExp;
  /** It says itself how it connects. */
  decided: RegExp;
  /** A variable that makes it ask over TCP, as `NAME=value`. */
  variable?: string;
  /** A word that does, after the word that the pattern ends with. */
  word?: string;
}

const socketChecks: readonly SocketCheck[] = [
  // Of the check's own options `-h` wins over the variable.
  { pattern: /\bpg_isready\b/, decided: /\bpg_isready\b[^;&|\n]*\s(-h|--host)/, variable: "PGHOST=127.0.0.1" },
  // It needs no valid user: being refused is an answer too.
  {
    pattern: /\b(?:mysqladmin|mariadb-admin)\b[^;&|\n]*?\sping\b/,
    decided: /\s(-S|--socket|--protocol|-h\s*[\d[]|--host[=\s]\s*[\d[])/,
    word: "--protocol=tcp",
  },
  // MariaDB's own script; its other tests are true of the first server as well.
  {
    pattern: /\bhealthcheck\.sh(?=\s[^;&|\n]*--(?:innodb_|galera_online|replication|mariadbupgrade))/,
    decided: /\s--connect\b/,
    word: "--connect",
  },
];

/** Whether a health check (its argv, with `CMD` or `CMD-SHELL` or without) may take a database's first server for the one that stays. */
export function asksFirstServer(command: readonly string[]): boolean {
  return findSocketCheck(command) !== undefined;
}

/**
 * The check as it sees only the server that stays; any other check as it is.
 *
 * @param variables The container's own, as `NAME=value`: they win
 * @returns the argv, and what it needs in its environment besides the container's own
 */
export function askLastingServer(
  command: readonly string[],
  variables: readonly string[],
): { command: string[]; environment: string[] } {
  const check = findSocketCheck(command);
  if (check?.variable !== undefined) {
    const name = check.variable.slice(0, check.variable.indexOf("=") + 1);
    return {
      command: [...command],
      environment: variables.some((own) => own.startsWith(name)) ? [] : [check.variable],
    };
  }
  return {
    command: check?.word === undefined ? [...command] : insertWord(command, check.pattern, check.word),
    environment: [],
  };
}

function findSocketCheck(command: readonly string[]): SocketCheck | undefined {
  const line = command.join(" ");
  return socketChecks.find(({ pattern, decided }) => pattern.test(line) && !decided.test(line));
}

/** Into a shell's line, or as a word of its own. */
function insertWord(command: readonly string[], pattern: RegExp, word: string): string[] {
  const line = command.findIndex((each) => pattern.test(each));
  if (line >= 0) return command.map((each, index) => (index === line ? each.replace(pattern, `$& ${word}`) : each));
  const [found = ""] = pattern.exec(command.join(" ")) ?? [];
  const last = command.findIndex((_, index) =>
    command
      .slice(0, index + 1)
      .join(" ")
      .endsWith(found),
  );
  return [...command.slice(0, last + 1), word, ...command.slice(last + 1)];
}
