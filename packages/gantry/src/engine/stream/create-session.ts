import { once } from "node:events";
import type { Duplex } from "node:stream";
import type { OutputChunk, Session } from "../engine.ts";
import { readOutput } from "./demultiplex.ts";

export interface SessionParts {
  socket: Duplex;
  /** stdout and stderr come in one stream and are told apart; not so with a terminal. */
  multiplexed: boolean;
  resize(size: { columns: number; rows: number }): Promise<void>;
  /** Asks for the exit code, when the output has ended. */
  readExitCode(): Promise<number>;
  /** Puts an error of the connection into the terms of `Engine`. */
  explain(error: unknown): unknown;
}

/** Makes a session of a raw stream. */
export function createSession({ socket, multiplexed, resize, readExitCode, explain }: SessionParts): Session {
  let reading = false;
  let done = false;
  let failure: { error: unknown } | undefined;
  const ended = once(socket, "close").then(
    () => {},
    () => {},
  );
  socket.once("error", (error) => {
    failure = { error };
  });

  async function* read(): AsyncGenerator<OutputChunk> {
    let failed = false;
    try {
      yield* readOutput(socket, multiplexed);
    } catch (error) {
      failed = true;
      throw explain(error);
    } finally {
      // Whoever leaves the loop destroys the socket, which Node calls an error of the socket.
      done = !failed;
    }
  }

  return {
    output: {
      [Symbol.asyncIterator]() {
        reading = true;
        return read();
      },
    },
    write: (data) =>
      new Promise((resolve, reject) => {
        socket.write(data, (error) => (error == null ? resolve() : reject(explain(error))));
      }),
    end: () => {
      socket.end();
    },
    resize,
    async exitCode() {
      // A loop over the output that begins in the same turn comes first.
      await new Promise(setImmediate);
      if (!reading) socket.resume().once("end", () => socket.destroy());
      await ended;
      if (failure !== undefined && !done) throw explain(failure.error);
      return readExitCode();
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await ended;
    },
  };
}
