import type { ApplyEvent, Phase } from "../../apply/event.ts";
import type { ImageEvent, ImagePhase } from "../../image/build/event.ts";
import type { RunEvent } from "./event-reader.ts";

/** One container, or one image that is built, as the tree shows it. */
export interface ProgressRow {
  /** `web`, or `web-2` for a further container of it. */
  name: string;
  phase: Phase | ImagePhase;
  detail: string | undefined;
  /** Unix times in milliseconds: when its first phase began, and when it came to rest. */
  started: number;
  settled: number | undefined;
  /** How far an image is. */
  progress?: Progress | undefined;
}

/** An amount of bytes or steps, of a total where that is known. */
export interface Progress {
  current: number;
  total?: number;
  cached?: number;
  unit: "bytes" | "steps";
}

/** A step that is not a container's: an image, a network, a volume. */
export interface ProgressStep {
  subject: string;
  type: string;
  started: number;
  progress?: Progress;
  /** The last line that it printed. */
  output?: string;
}

/** What a run has come to, folded from its events. */
export interface ProgressView {
  project: string;
  summary: string;
  started: number;
  rows: Map<string, ProgressRow>;
  steps: Map<string, ProgressStep>;
}

const settledPhases: ReadonlySet<Phase | ImagePhase> = new Set<Phase | ImagePhase>([
  "healthy",
  "running",
  "completed",
  "unchanged",
  "stopped",
  "removed",
  "failed",
  "built",
  "ended",
]);

const isSettled = (phase: Phase | ImagePhase): boolean => settledPhases.has(phase);

export function startProgressView(now: number): ProgressView {
  return { project: "", summary: "", started: now, rows: new Map(), steps: new Map() };
}

/** Takes one more event in. */
export function foldEvent(view: ProgressView, event: RunEvent): void {
  switch (event.type) {
    case "plan":
    case "build":
      view.project = event.project;
      view.summary = event.summary;
      break;
    case "phase":
      foldRow(view, event.container, { ...event, name: nameRow(event) });
      break;
    case "image":
      foldRow(view, event.image, { ...event, name: event.image });
      break;
    case "operation-start":
      // A container's own steps show as its phases.
      if (event.step.service === undefined || event.step.type === "build-image") {
        view.steps.set(event.step.target, {
          subject: event.step.target,
          type: event.step.type,
          started: event.time,
        });
      }
      break;
    case "operation-done":
    case "operation-failed":
    case "operation-skipped":
      view.steps.delete(event.step.target);
      break;
    case "progress": {
      const shown = view.steps.get(event.subject) ?? view.rows.get(event.subject);
      if (shown) shown.progress = event;
      break;
    }
    case "output": {
      const step = view.steps.get(event.subject);
      const last = event.text.trimEnd().split("\n").at(-1);
      if (step && last) step.output = last;
      break;
    }
    case "warning":
    case "note":
    case "done":
      break;
  }
}

/** `web`, or `web-2` for a further container of it. */
export function nameRow({ service, container }: { service: string; container: string }): string {
  const number = /-(\d+)$/.exec(container)?.[1];
  return number && number !== "1" ? `${service}-${number}` : service;
}

type RowNews = Pick<
  Extract<ApplyEvent, { type: "phase" }> | Extract<ImageEvent, { type: "image" }>,
  "phase" | "time"
> & {
  name: string;
  detail?: string;
};

function foldRow(view: ProgressView, key: string, { name, phase, detail, time }: RowNews): void {
  const before = view.rows.get(key);
  // The clock of a row starts when work on it starts, not while it waits for others.
  const started = before && before.phase !== "waiting" ? before.started : time;
  view.rows.set(key, {
    name,
    phase,
    detail,
    started,
    settled: isSettled(phase) ? time : undefined,
    // The bytes of a push are not the steps of a build.
    progress: before?.phase === phase ? before.progress : undefined,
  });
}
