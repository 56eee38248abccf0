import type { Engine } from "../../engine/engine.ts";
import type { HookName } from "../../model/hooks.ts";
import type { HookFacts } from "../hooks/create-hook-runner.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournalStep } from "../journal/journal-entry.ts";
import type { DeployStep, EmitDeployEvent } from "./deploy-event.ts";
import type { DeploySettings } from "./deploy-options.ts";

/** What the parts of one deploy share. */
export interface DeployContext {
  engine: Engine;
  project: string;
  journal: Journal;
  settings: DeploySettings;
  /** Aborted by the caller, or when the lock was lost. */
  signal: AbortSignal;
  emit: EmitDeployEvent;
  /** Runs the stack's commands for a moment of the deploy. */
  runHooks: (name: HookName, facts?: HookFacts) => Promise<void>;
}

/** Tells when a step begins and ends, and how long it took. What fails says so itself. */
export async function tellStep<T>(
  emit: EmitDeployEvent,
  step: DeployStep,
  work: () => Promise<T>,
  detail?: string,
): Promise<T> {
  const began = performance.now();
  emit({ type: "step-start", step, ...(detail === undefined ? {} : { detail }) });
  const result = await work();
  emit({ type: "step-done", step, milliseconds: performance.now() - began });
  return result;
}

/** As `tellStep`, for a step that the journal knows: it is written down before it is begun. */
export async function journalStep<T>(
  { journal, emit }: Pick<DeployContext, "journal" | "emit">,
  step: JournalStep & DeployStep,
  facts: Parameters<Journal["advance"]>[1],
  work: () => Promise<T>,
): Promise<T> {
  return await tellStep(emit, step, async () => {
    await journal.advance(step, facts);
    return await work();
  });
}
