import type { Engine } from "../engine/engine.ts";
import type { LoadedStack } from "../model/stack.ts";
import type { GlobalValues } from "./commands/global-options.ts";
import { environmentHost } from "./environment-host.ts";
import { jsonVersion } from "./json-version.ts";
import { type LoadMode, loadStack } from "./load-stack.ts";
import { createRedactor } from "./redact.ts";
import type { Terminal } from "./terminal.ts";

/** What a handler works with. Owns the engine's connections and ends them. */
export interface Context extends AsyncDisposable {
  readonly globals: GlobalValues;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Data, as a line of stdout. */
  print(text: string): void;
  /** A JSON document, on stdout. */
  printJson(value: unknown): void;
  /** Anything that is no data, as a line of stderr; nothing with `--quiet`. */
  note(text: string): void;
  warn(text: string): void;
  /** What only `--verbose` shows. */
  detail(text: string): void;
  /** Blanks out the stack's sensitive values. */
  readonly redact: (text: string) => string;
  /** As if `-e` had named this environment of the stack. For before anything is loaded. */
  chooseEnvironment(name: string): void;
  /** Loads the stack from the front end that the options and the folder say; warnings go to stderr. */
  load(mode: LoadMode): Promise<LoadedStack>;
  /** Connects to the engine that `--host` or the stack's environment names, else to the one that Docker's own command would use. */
  connect(loaded?: LoadedStack): Promise<Engine>;
}

export interface ContextOptions {
  globals: GlobalValues;
  terminal: Terminal;
  signal: AbortSignal;
}

export function createContext({ globals: given, terminal, signal }: ContextOptions): Context {
  let globals = given;
  let redactor = (text: string) => text;
  let opening: Promise<Engine> | undefined;
  const redact = (text: string) => redactor(text);
  const writeLine = (stream: NodeJS.WriteStream, text: string) => void stream.write(`${redact(text)}\n`);
  const tell = (type: "note" | "warning", message: string, text: string) =>
    writeLine(terminal.stderr, globals.json ? JSON.stringify({ version: jsonVersion, type, message }) : text);
  const context: Context = {
    get globals() {
      return globals;
    },
    terminal,
    signal,
    redact,
    print: (text) => writeLine(terminal.stdout, text),
    printJson: (value) => writeLine(terminal.stdout, JSON.stringify(value, undefined, 2)),
    note: (text) => {
      if (!globals.quiet) tell("note", text, text);
    },
    warn: (text) => tell("warning", text, `${terminal.errColors.yellow("warning:")} ${text}`),
    detail: (text) => {
      if (globals.verbose) writeLine(terminal.stderr, terminal.errColors.dim(text));
    },
    chooseEnvironment: (name) => {
      globals = { ...globals, env: name };
    },
    load: async (mode) => {
      const { note, warn } = context;
      const loaded = await loadStack({ globals, directory: process.cwd(), environment: process.env, mode, note });
      redactor = createRedactor(loaded.sensitive);
      for (const file of loaded.files) context.detail(`read ${file}`);
      for (const warning of loaded.warnings) warn(warning);
      return loaded;
    },
    connect: async (loaded) => {
      opening = import("./open-engine.ts").then(({ openEngine }) =>
        openEngine(globals.host ?? (loaded && environmentHost(loaded))),
      );
      const opened = await opening;
      const { apiVersion } = await opened.ping({ signal });
      context.detail(`engine ${opened.address}, API ${apiVersion}`);
      return opened;
    },
    // One that cannot even be opened has been told about by then.
    [Symbol.asyncDispose]: async () => (await opening?.catch(() => undefined))?.close(),
  };
  return context;
}
