import type { ApplyEvent, Phase } from "../../apply/event.ts";

/** One container as the tree shows it. */
export interface ProgressRow {
  service: string;
  container: string;
  phase: Phase;
  detail: string | undefined;
  /** Unix times in milliseconds: when its first phase began, and when it came to rest. */
  started: number;
  settled: number | undefined;
}

/** A step that is not a container's: an image, a network, a volume. */
export interface ProgressStep {
  subject: string;
  type: string;
  started: number;
  current?: number;
  total?: number;
  unit?: "bytes" | "steps";
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

const settledPhases: ReadonlySet<Phase> = new Set<Phase>([
  "healthy",
  "running",
  "completed",
  "unchanged",
  "stopped",
  "removed",
  "failed",
]);

const isSettled = (phase: Phase): boolean => settledPhases.has(phase);

export function startProgressView(now: number): ProgressView {
  return { project: "", summary: "", started: now, rows: new Map(), steps: new Map() };
}

/** Takes one more event in. */
export function foldEvent(view: ProgressView, event: ApplyEvent): void {
  switch (event.type) {
    case "plan":
      view.project = event.project;
      view.summary = event.summary;
      break;
    case "phase":
      foldPhase(view, event);
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
      const step = view.steps.get(event.subject);
      if (step) {
        step.current = event.current;
        step.unit = event.unit;
        if (event.total !== undefined) step.total = event.total;
      }
      break;
    }
    case "output": {
      const step = view.steps.get(event.subject);
      const last = event.text.trimEnd().split("\n").at(-1);
      if (step && last) step.output = last;
      break;
    }
    case "warning":
    case "done":
      break;
  }
}

function foldPhase(view: ProgressView, event: Extract<ApplyEvent, { type: "phase" }>): void {
  const { service, container, phase, detail, time } = event;
  const before = view.rows.get(container);
  // The clock of a row starts when work on it starts, not while it waits for others.
  const started = before && before.phase !== "waiting" ? before.started : time;
  view.rows.set(container, {
    service,
    container,
    phase,
    detail,
    started,
    settled: isSettled(phase) ? time : undefined,
  });
}
