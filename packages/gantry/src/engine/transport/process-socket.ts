import type { ChildProcessByStdio } from "node:child_process";
import { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";

export type PipedProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** How a process that was a connection ended. */
export interface ProcessEnd {
  exitCode: number | null;
  stderr: string;
  /** Whether it had printed anything before: then there was a connection. */
  received: boolean;
}

export interface ProcessSocketOptions {
  /** Starts the process. */
  open(): Promise<PipedProcess>;
  /** Says why a process that ended with this code (or by a signal) ended. */
  explain(end: ProcessEnd): Promise<Error>;
}

const STDERR_LIMIT = 16_384;

/**
 * A child process as a connection: what is written goes to its stdin, what it prints can be read.
 * Has the few methods of a network socket that `http.Agent` calls.
 */
export class ProcessSocket extends Duplex {
  readonly #options: ProcessSocketOptions;
  #child: PipedProcess | undefined;
  #referenced = true;
  #idle: NodeJS.Timeout | undefined;
  /** Read by `http.Agent`. */
  timeout = 0;

  constructor(options: ProcessSocketOptions) {
    super({ allowHalfOpen: true });
    this.#options = options;
  }

  override _construct(callback: (error?: Error | null) => void): void {
    this.#options.open().then(
      (child) => {
        this.#adopt(child);
        callback();
      },
      // Who destroyed it in the meantime has said why.
      (error: Error) => callback(this.destroyed ? null : error),
    );
  }

  #adopt(child: PipedProcess): void {
    this.#child = child;
    if (!this.#referenced) this.unref();
    let stderr = "";
    let received = false;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < STDERR_LIMIT) stderr += text;
    });
    child.stdout.on("data", (chunk: Buffer) => {
      received = true;
      this.#idle?.refresh();
      if (!this.push(chunk)) child.stdout.pause();
    });
    // A process that is gone closes its pipes first; the reason comes with its exit code, on `close`.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on("error", () => {});
    child.on("error", (error) => this.destroy(error));
    child.on("close", (exitCode) => {
      if (this.destroyed) return;
      if (exitCode === 0) {
        this.push(null);
        // Nobody takes what would be written now. A connection that waits for its next request goes by this.
        this.end();
      } else this.#options.explain({ exitCode, stderr, received }).then((error) => this.destroy(error));
    });
  }

  override _read(): void {
    this.#child?.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#idle?.refresh();
    this.#child?.stdin.write(chunk, () => callback());
  }

  override _final(callback: (error?: Error | null) => void): void {
    const stdin = this.#child?.stdin;
    // One that went with its process never calls back.
    if (stdin === undefined || stdin.destroyed) callback();
    else stdin.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    child?.stdin.destroy();
    child?.stdout.destroy();
    child?.stderr.destroy();
    if (child !== undefined && child.exitCode === null && child.signalCode === null) child.kill();
    callback(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  /** As a network socket has it: 0 ends the watch and takes the callback away again. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this.#idle);
    this.timeout = milliseconds;
    this.#idle = milliseconds === 0 ? undefined : setTimeout(() => this.emit("timeout"), milliseconds).unref();
    if (callback === undefined) return this;
    return milliseconds === 0 ? this.off("timeout", callback) : this.once("timeout", callback);
  }

  ref(): this {
    this.#referenced = true;
    this.#child?.ref();
    for (const pipe of this.#pipes()) pipe.ref();
    return this;
  }

  /** An idle connection does not keep the program alive. */
  unref(): this {
    this.#referenced = false;
    this.#child?.unref();
    for (const pipe of this.#pipes()) pipe.unref();
    return this;
  }

  #pipes(): Socket[] {
    if (this.#child === undefined) return [];
    return [this.#child.stdin, this.#child.stdout, this.#child.stderr].filter((pipe) => pipe instanceof Socket);
  }
}
