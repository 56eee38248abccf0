import type { CallOptions, Engine, Session } from "../engine.ts";
import type { ApiClient } from "../http/api-client.ts";
import { encodeSegment } from "../http/api-request.ts";
import { createSession } from "../stream/create-session.ts";
import { isMultiplexed } from "./is-multiplexed.ts";

/** Connects with the streams of a container. */
export async function attachContainer(
  client: ApiClient,
  containers: Pick<Engine["containers"], "inspect" | "resize" | "wait">,
  id: string,
  { stdin = false, logs = false, tty, signal }: CallOptions & { stdin?: boolean; tty?: boolean; logs?: boolean },
): Promise<Session> {
  // Asked for before the stream is open: who attaches before the start must not miss the first byte.
  const hasTerminal = tty ?? (await containers.inspect(id, { ...(signal && { signal }) })).Config.Tty === true;
  const { socket, response, explain } = await client.hijack({
    method: "POST",
    path: `/containers/${encodeSegment(id)}/attach`,
    query: { stream: true, stdout: true, stderr: true, stdin, logs },
    signal,
  });
  return createSession({
    socket,
    multiplexed: await isMultiplexed(response, async () => hasTerminal),
    resize: (size) => containers.resize(id, size),
    readExitCode: async () => (await containers.wait(id, { ...(signal && { signal }) })).exitCode,
    explain,
  });
}
