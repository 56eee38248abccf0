import type { Terminal } from "../terminal.ts";
import { formatElapsed } from "./elapsed.ts";
import type { EventReader, RunEvent } from "./event-reader.ts";
import { formatAmount } from "./frame.ts";
import { nameRow } from "./progress-view.ts";
import { toOneLine } from "./width.ts";

/** Lines for pipes and log files: one a change, with the time since the start. */
export function createPlainReader(terminal: Terminal, redact: (text: string) => string): EventReader {
  const format = createPlainFormat(Date.now());
  const write = (line: string) => terminal.stderr.write(`${redact(line)}\n`);
  return {
    read: (event) => format(event).forEach(write),
    end: (outcome) => {
      if (outcome.status === "failed") return;
      write(`${outcome.summary} in ${formatElapsed(outcome.milliseconds)}`);
      for (const { service, url } of outcome.urls ?? []) write(`  ${service}  ${url}`);
    },
    [Symbol.dispose]: () => undefined,
  };
}

/** Progress of one thing is worth a line every so often, not for every layer's every packet. */
const progressMilliseconds = 2000;

/** Makes a function that turns each event into the lines to print for it. */
export function createPlainFormat(started: number): (event: RunEvent) => string[] {
  const lastPhase = new Map<string, string>();
  const lastProgress = new Map<string, number>();
  const line = (time: number, subject: string, text: string) =>
    `${formatElapsed(time - started).padStart(7)}  ${subject}  ${text}`;
  return (event) => {
    switch (event.type) {
      case "plan":
      case "build":
        return [`${event.project}: ${event.summary}`];
      case "image": {
        if (event.phase === "waiting") return [];
        const detail = event.detail ? `: ${toOneLine(event.detail)}` : "";
        // A step begins once, but may be told again while its parts go on.
        if (lastPhase.get(event.image) === event.phase + detail) return [];
        lastPhase.set(event.image, event.phase + detail);
        return [line(event.time, event.image, event.phase + detail)];
      }
      case "phase": {
        const text = event.detail ? `${event.phase}: ${toOneLine(event.detail)}` : event.phase;
        // Waiting is news when there is something to wait for.
        if (event.phase === "waiting" && !event.detail) return [];
        // A health check's output may change with every probe; a phase is worth a line once.
        if (lastPhase.get(event.container) === event.phase) return [];
        lastPhase.set(event.container, event.phase);
        return [line(event.time, nameRow(event), text)];
      }
      case "operation-start":
        return event.step.service === undefined || event.step.type === "build-image"
          ? [line(event.time, event.step.target, `${event.step.type}: ${event.step.reason}`)]
          : [];
      case "operation-done":
        return event.step.service === undefined || event.step.type === "build-image"
          ? [line(event.time, event.step.target, `${event.step.type}: done in ${formatElapsed(event.milliseconds)}`)]
          : [];
      case "operation-failed":
        return [line(event.time, event.step.target, `${event.step.type}: failed: ${toOneLine(event.message)}`)];
      case "operation-skipped":
        // Of a container its phase says the same.
        return event.step.service === undefined
          ? [line(event.time, event.step.target, `${event.step.type}: skipped: ${event.because}`)]
          : [];
      case "progress": {
        const last = lastProgress.get(event.subject);
        if (last !== undefined && event.time - last < progressMilliseconds) return [];
        const amount = formatAmount(event);
        if (amount === undefined) return [];
        lastProgress.set(event.subject, event.time);
        return [line(event.time, event.subject, amount)];
      }
      case "output":
        return event.text
          .trimEnd()
          .split("\n")
          .map((text) => line(event.time, event.subject, toOneLine(text)));
      case "note":
        return [line(event.time, event.subject, event.message)];
      case "warning":
        return [`warning: ${event.message}`];
      case "done":
        return [];
    }
  };
}
