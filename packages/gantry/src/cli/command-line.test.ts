import { describe, expect, test } from "vitest";
import { UserError } from "../model/error.ts";
import { parseCommandLine, type Request } from "./command-line.ts";
import { commandTable } from "./commands/table.ts";

const parse = (line: string): Request => parseCommandLine(line.split(" ").filter(Boolean), commandTable, "1.2.3");

function parseRun(line: string): Extract<Request, { type: "run" }> {
  const request = parse(line);
  if (request.type !== "run") throw new Error(`printed instead: ${request.text}`);
  return request;
}

function parseWrong(line: string): UserError {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`accepted: ${line}`);
}

describe("commands", () => {
  test("options and operands reach the command as values of their kind", () => {
    const { command, input } = parseRun("up web --wait-timeout 90s --scale web=2 --scale db=1 --no-deps api");
    expect(command.name).toBe("up");
    expect(input.operands).toEqual(["web", "api"]);
    expect(input.options).toMatchObject({
      waitTimeout: 90_000,
      scale: ["web=2", "db=1"],
      deps: false,
      recreate: true,
      build: false,
      pull: undefined,
    });
  });

  test("a duration may be a bare number of seconds, as Compose has it", () => {
    expect(parseRun("down -t 5").input.options).toMatchObject({ timeout: 5000 });
  });

  test("everything after the service belongs to the command that exec runs", () => {
    const { input } = parseRun("exec -u root web ls -l --all -f");
    expect(input.operands).toEqual(["web", "ls", "-l", "--all", "-f"]);
    expect(input.options).toMatchObject({ user: "root" });
  });
});

describe("options of every command", () => {
  test("stand before or after the command's name, and lists add up", () => {
    const { globals } = parseRun("-f a.yaml --json ps -f b.yaml -e production");
    expect(globals).toMatchObject({ file: ["a.yaml", "b.yaml"], env: "production", json: true, color: true });
  });

  test("the later one counts where there can be one", () => {
    expect(parseRun("-p one ps -p two").globals.project).toBe("two");
  });

  test("after `logs`, -f follows; the file keeps its long name", () => {
    const { globals, input } = parseRun("-f a.yaml logs -f --file b.yaml web");
    expect(globals.file).toEqual(["a.yaml", "b.yaml"]);
    expect(input).toMatchObject({ operands: ["web"], options: { follow: true } });
  });

  test("after `run`, -e and -p are a variable and a port; before it, the environment and the project", () => {
    const { globals, input } = parseRun("-e production -p shop run -e A=1 -p 80:80 web");
    expect(globals).toMatchObject({ env: "production", project: "shop" });
    expect(input.options).toMatchObject({ env: ["A=1"], publish: ["80:80"] });
  });

  test("config's -q is its own, and not --quiet for all", () => {
    const { globals, input } = parseRun("config -q");
    expect(input.options).toMatchObject({ quiet: true });
    expect(globals.quiet).toBe(false);
  });
});

describe("what does not fit", () => {
  test.each([
    ["upp", 'gantry: unknown command "upp".', 'Did you mean "up"?'],
    ["up --wait-timout 3", 'gantry up: unknown option "--wait-timout".', 'Did you mean "--wait-timeout"?'],
    ["--jsn ps", 'gantry: unknown option "--jsn".', 'Did you mean "--json"?'],
    ["exec web", "gantry exec: <command> is missing.", 'See "gantry help exec".'],
    ["ps --host", "gantry ps: -H, --host <address> needs a value.", 'See "gantry help ps".'],
    ["config web", 'gantry config: takes no further arguments, but there is "web".', 'See "gantry help config".'],
    [
      "up --wait-timeout soon",
      '--wait-timeout: "soon" is not a duration.',
      'Write a number with a unit, such as "90s".',
    ],
    ["up --pull often", '--pull: "often" is not one of its values.', "Write one of: always, missing, never."],
    ["exec --index one web sh", '--index: "one" is not a whole number.', "Write a number, such as 2."],
    ["help nothing-like-it", 'gantry: unknown command "nothing-like-it".', undefined],
  ])("%s is a usage error that says what to write", (line, message, fix) => {
    const error = parseWrong(line);
    expect(error.message).toBe(message);
    expect(error).toMatchObject({ code: "usage", exitCode: 2 });
    if (fix !== undefined) expect(error.fix).toBe(fix);
  });
});

describe("help", () => {
  test("--version prints the version", () => {
    expect(parse("--version")).toEqual({ type: "print", text: "1.2.3\n", stream: "stdout", exitCode: 0 });
  });

  test("--help lists every command with its summary, in 80 columns", () => {
    const request = parse("--help");
    expect(request).toMatchObject({ type: "print", stream: "stdout", exitCode: 0 });
    const text = request.type === "print" ? request.text : "";
    for (const { name, summary } of commandTable) expect(text).toMatch(new RegExp(`^  ${name}\\b.*${summary}$`, "m"));
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("no command is wrong usage, and shows the help on stderr", () => {
    expect(parse("")).toMatchObject({ type: "print", stream: "stderr", exitCode: 2 });
  });

  test.each(commandTable.map(({ name }) => name))(
    "help %s and %s --help are the same, with examples and exit codes",
    (name) => {
      const help = parse(`help ${name}`);
      expect(help).toEqual(parse(`${name} --help`));
      const text = help.type === "print" ? help.text : "";
      expect(text).toContain(`Usage: gantry ${name}`);
      expect(text).toContain("Examples:\n  gantry ");
      expect(text).toContain("  130  Interrupted");
    },
  );
});

test("every option's name is its long flag in camel case, which is what the parser calls it", () => {
  for (const { name, options } of commandTable) {
    for (const [key, { flags }] of Object.entries(options)) {
      const long = /--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? "";
      expect(`${name} ${key}`).toBe(`${name} ${long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`);
    }
  }
});
