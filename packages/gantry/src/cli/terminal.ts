import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** The reason of `Terminal.readerGone`: a reader that has seen enough, such as `head`, is no failure. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** The three streams of the process, and what they can do. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Colours of data on stdout; no-ops when it is no terminal. */
  readonly outColors: Colors;
  /** Colours of everything else, on stderr. */
  readonly errColors: Colors;
  /** Whether a person can be asked: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** Aborted with `ReaderGone` when nobody reads stdout any more. */
  readonly readerGone: AbortSignal;
  /** Width of stderr's terminal. */
  columns(): number;
  /** Height of stderr's terminal. */
  rows(): number;
  /** Hides the cursor until `restore`. */
  hideCursor(): void;
  /** Sets stdin to raw mode until `restore`. */
  setRawMode(): void;
  /** Undoes what was changed. Safe to call on every way out, and more than once. */
  restore(): void;
}

export function openTerminal({ color }: { color: boolean }): Terminal {
  const { stdout, stderr, env } = process;
  const allowed = color && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  let cursorHidden = false;
  let raw = false;
  const readerGone = new AbortController();
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    readerGone.abort(new ReaderGone("Nobody reads the output.", { cause: error }));
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const restore = () => {
    if (cursorHidden) stderr.write("\u001b[?25h");
    if (raw) process.stdin.setRawMode(false);
    cursorHidden = false;
    raw = false;
  };
  // Also when something that nobody expected ends the process.
  process.once("exit", restore);
  return {
    // Opened when it is asked for: most commands read nothing.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    outColors: picocolors.createColors(allowed && stdout.isTTY === true),
    errColors: picocolors.createColors(allowed && stderr.isTTY === true),
    get interactive() {
      return stderr.isTTY === true && process.stdin.isTTY === true;
    },
    readerGone: readerGone.signal,
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || 24,
    hideCursor: () => {
      cursorHidden = true;
      stderr.write("\u001b[?25l");
    },
    setRawMode: () => {
      raw = true;
      process.stdin.setRawMode(true);
      // Node leaves the output's line ends to the terminal, which would turn a program's own cursor movements into new lines.
      // Setting the mode back undoes this too.
      process
        .getBuiltinModule("node:child_process")
        .spawnSync("stty", ["-opost"], { stdio: ["inherit", "ignore", "ignore"] });
    },
    restore,
  };
}
