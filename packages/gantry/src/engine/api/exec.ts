import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, ExecOptions, ExecResult, Session } from "../engine.ts";
import type { ApiClient, RawStream } from "../http/api-client.ts";
import { encodeSegment } from "../http/api-request.ts";
import { createSession } from "../stream/create-session.ts";
import { readOutput } from "../stream/demultiplex.ts";

const DEFAULT_OUTPUT = 1_048_576;
const LONGEST_PAUSE = 250;

/** The `exec` and `execSession` parts of `Engine`. */
export function createExec(client: ApiClient): Pick<Engine, "exec" | "execSession"> {
  async function create(containerId: string, options: ExecOptions): Promise<string> {
    const { Id } = await client.call<{ Id: string }>({
      method: "POST",
      path: `/containers/${encodeSegment(containerId)}/exec`,
      json: {
        Cmd: options.command,
        Env: options.env,
        User: options.user,
        WorkingDir: options.workingDir,
        Privileged: options.privileged,
        Tty: options.tty ?? false,
        AttachStdin: options.stdin ?? false,
        AttachStdout: true,
        AttachStderr: true,
      },
      signal: options.signal,
    });
    return Id;
  }

  function start(id: string, { tty = false, signal }: ExecOptions): Promise<RawStream> {
    return client.hijack({ method: "POST", path: `/exec/${id}/start`, json: { Detach: false, Tty: tty }, signal });
  }

  /** The output may end a moment before the engine has noted the exit, or long before: a process may close it and go on. */
  async function readExitCode(id: string, signal: AbortSignal | undefined): Promise<number> {
    for (let pause = 2; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const { Running, ExitCode } = await client.call<{ Running: boolean; ExitCode: number | null }>({
        method: "GET",
        path: `/exec/${id}/json`,
        signal,
      });
      if (!Running && ExitCode !== null) return ExitCode;
      await sleep(pause, undefined, signal === undefined ? {} : { signal });
    }
  }

  return {
    async exec(containerId, { maxOutput = DEFAULT_OUTPUT, ...options }): Promise<ExecResult> {
      const id = await create(containerId, options);
      const { socket, explain } = await start(id, options);
      const output = await collectOutput(socket, { multiplexed: options.tty !== true, maxOutput }).catch((error) => {
        throw explain(error);
      });
      return { exitCode: await readExitCode(id, options.signal), output };
    },

    async execSession(containerId, options): Promise<Session> {
      const id = await create(containerId, options);
      const { socket, explain } = await start(id, options);
      return createSession({
        socket,
        multiplexed: options.tty !== true,
        resize: ({ columns, rows }) =>
          client.call({ method: "POST", path: `/exec/${id}/resize`, query: { h: rows, w: columns } }),
        readExitCode: () => readExitCode(id, options.signal),
        explain,
      });
    },
  };
}

/** Reads to the end, so that the command is never blocked, and keeps the beginning. */
async function collectOutput(
  source: AsyncIterable<Buffer>,
  { multiplexed, maxOutput }: { multiplexed: boolean; maxOutput: number },
): Promise<string> {
  const kept: Buffer[] = [];
  let room = maxOutput;
  for await (const { data } of readOutput(source, multiplexed)) {
    if (room <= 0) continue;
    kept.push(data.subarray(0, room));
    room -= data.length;
  }
  return Buffer.concat(kept).toString("utf8");
}
