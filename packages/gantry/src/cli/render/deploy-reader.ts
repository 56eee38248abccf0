import type { ImageEvent } from "../../image/build/event.ts";
import type { DeployEvent, DeployStep } from "../../release/deploy/deploy-event.ts";
import type { Context } from "../context.ts";
import { jsonVersion } from "../json-version.ts";
import { chooseReader } from "./choose-reader.ts";
import { formatElapsed } from "./elapsed.ts";
import type { Outcome } from "./event-reader.ts";
import { describeEvent } from "./ship-progress.ts";

/** What a deploy tells, its builds included. */
export type DeployRunEvent = DeployEvent | ImageEvent;

/** How a deploy ended. */
export type DeployOutcome =
  | (Extract<Outcome, { status: "done" }> & { release?: number | undefined })
  | Extract<Outcome, { status: "failed" }>;

export interface DeployReader extends Disposable {
  read(event: DeployRunEvent): void;
  end(outcome: DeployOutcome): void;
}

const sentences: Record<DeployStep, string> = {
  lock: "locked",
  recover: "unfinished deploy ended",
  preflight: "looked at the host",
  ship: "images shipped",
  start: "new containers ready",
  smoke: "new version asked",
  switch: "requests switched",
  watch: "watched",
  drain: "drained",
  stop: "old containers removed",
  record: "recorded",
  "switch-back": "requests switched back",
  "remove-new": "new containers removed",
};

/** Shows a deploy's steps as lines that stay, and its containers in the tree of every run. With `--json` each event is a line as it is. */
export function createDeployReader(context: Context): DeployReader {
  const reader = chooseReader(context);
  if (context.globals.json) {
    const write = (value: object) => context.print(JSON.stringify({ version: jsonVersion, ...value }));
    return { read: write, end: (outcome) => reader.end(outcome), [Symbol.dispose]: () => reader[Symbol.dispose]() };
  }
  return {
    read: (event) => {
      switch (event.type) {
        case "step-start":
          return;
        case "step-done": {
          const detail = event.detail === undefined ? "" : `${event.detail}, `;
          return reader.read({
            ...{ type: "note", time: event.time, subject: sentences[event.step] },
            message: `${detail}${formatElapsed(event.milliseconds)}`,
          });
        }
        case "image-start":
        case "image-whole":
        case "image-done":
        case "pull-incomplete": {
          const message = describeEvent(event);
          if (message !== undefined) reader.read({ type: "note", time: event.time, subject: "ship", message });
          return;
        }
        case "target-failed":
        case "target-done":
          return;
        case "progress":
          return "subject" in event ? reader.read(event) : undefined;
        default:
          return reader.read(event);
      }
    },
    end: (outcome) => reader.end(outcome),
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  };
}
