import type { IncomingMessage } from "node:http";

/** Tells whether a stream of output holds stdout and stderr in frames; engines before API 1.42 do not say. */
export async function isMultiplexed(response: IncomingMessage, hasTerminal: () => Promise<boolean>): Promise<boolean> {
  switch (response.headers["content-type"]) {
    case "application/vnd.docker.multiplexed-stream":
      return true;
    default:
      return !(await hasTerminal());
  }
}
