import { describeFailure } from "../describe-failure.ts";
import { jsonVersion } from "../json-version.ts";
import type { EventReader } from "./event-reader.ts";

/** One JSON object a line: the events as they are, then a result. */
export function createJsonReader(stream: NodeJS.WritableStream, redact: (text: string) => string): EventReader {
  const write = (value: object) => stream.write(`${redact(JSON.stringify({ version: jsonVersion, ...value }))}\n`);
  return {
    read: (event) => write(event),
    end: (outcome) => {
      if (outcome.status === "failed") {
        write({ type: "result", time: Date.now(), status: "failed", error: describeFailure(outcome.error) });
      } else {
        write({ type: "result", time: Date.now(), ...outcome });
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}
