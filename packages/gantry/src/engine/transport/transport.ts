import type { Duplex } from "node:stream";

/** A way to an engine. */
export interface Transport {
  /** Such as `unix:///var/run/docker.sock` or `ssh://deploy@host`. */
  readonly address: string;
  /**
   * How many connections ordinary calls may share. A connection over ssh is a process on both sides;
   * one to a local socket costs nothing.
   */
  readonly maxConnections: number;
  /** Whether a connection takes so long to make that one should wait in reserve. */
  readonly slow: boolean;
  /** A new connection. One that fails is destroyed with the reason. */
  connect(): Duplex;
  /** A connection to a port that listens on the engine's machine. One that fails is destroyed with the reason. */
  connectPort(port: number, host?: string): Duplex;
  /** What the network calls the engine's machine, as far as can be known here; undefined for this very one. */
  findHostName(signal: AbortSignal | undefined): Promise<string | undefined>;
  /** What a command prints on the engine's machine. Undefined where none can be run, and for one that fails. */
  readCommand(command: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined>;
  /** Ends what was connected and whatever carries it. */
  close(): Promise<void>;
}
