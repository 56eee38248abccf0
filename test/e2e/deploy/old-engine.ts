import { once } from "node:events";
import { createServer, request } from "node:http";

/** An engine behind a socket of its own that says it is one of 2019. */
export interface OldEngine extends AsyncDisposable {
  host: string;
  /** All that it was asked besides its version. */
  calls: readonly string[];
}

/** @param engine the socket of a real one, which answers whatever else is asked */
export async function startOldEngine(engine: string, socketPath: string): Promise<OldEngine> {
  const calls: string[] = [];
  const relay = createServer((incoming, response) => {
    if (incoming.url?.endsWith("/_ping")) return void response.setHeader("Api-Version", "1.40").end("OK");
    const { method = "", url = "", headers } = incoming;
    calls.push(`${method} ${url}`);
    const outgoing = request({ socketPath: engine, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once("error", (error) => response.destroy(error));
    incoming.pipe(outgoing);
  });
  await once(relay.listen(socketPath), "listening");
  return {
    host: `unix://${socketPath}`,
    calls,
    [Symbol.asyncDispose]: async () => {
      relay.closeAllConnections();
      relay.close();
      await once(relay, "close");
    },
  };
}
