import type { PlannedStep } from "../plan/format-operation.ts";

export type { PlannedStep };

/** The phases that a service's container goes through during `up`. */
export type Phase =
  | "waiting"
  | "pulling"
  | "building"
  | "creating"
  | "starting"
  | "probing"
  | "healthy"
  | "running"
  | "completed"
  | "unchanged"
  | "stopping"
  | "stopped"
  | "removing"
  | "removed"
  | "failed";

/**
 * What happens while a plan is applied. The terminal, plain lines, `--json`, and later the audit log and the dashboard are readers of these.
 * `time` is Unix time in milliseconds.
 */
export type ApplyEvent =
  | { type: "plan"; time: number; project: string; summary: string; operations: PlannedStep[] }
  | { type: "operation-start"; time: number; step: PlannedStep }
  | { type: "operation-done"; time: number; step: PlannedStep; milliseconds: number }
  | { type: "operation-failed"; time: number; step: PlannedStep; milliseconds: number; message: string }
  /** Not begun, because what it needs failed. */
  | { type: "operation-skipped"; time: number; step: PlannedStep; because: string }
  | {
      type: "phase";
      time: number;
      service: string;
      container: string;
      phase: Phase;
      /** Such as "3.1 of 40 MiB", a check's output, or what it waits for. */
      detail?: string;
    }
  | { type: "progress"; time: number; subject: string; current: number; total?: number; unit: "bytes" | "steps" }
  | { type: "output"; time: number; subject: string; stream: "stdout" | "stderr"; text: string }
  | { type: "warning"; time: number; message: string }
  | { type: "done"; time: number; milliseconds: number; summary: string };

export type EmitEvent = (event: ApplyEvent) => void;
