import { applyPlan } from "../../apply/apply-plan.ts";
import { readJournal, resumeJournal } from "../journal/open-journal.ts";
import { acquireLock } from "../lock/acquire-lock.ts";
import { findState, openState } from "../state/open-state.ts";
import type { StateStore } from "../state/state-store.ts";
import { tellStep } from "./deploy-context.ts";
import type { EmitDeployEvent } from "./deploy-event.ts";
import type { DeployOptions, DeployResult } from "./deploy-options.ts";
import { explainNoRoom } from "./disk-room.ts";
import { finishUnfinished } from "./finish-unfinished.ts";
import { inspectOutlook, lookAhead, type Outlook, prepareCandidate } from "./look-ahead.ts";
import { makeRelease } from "./make-release.ts";

/**
 * Makes a bundle the stack's release, without losing a request: new containers start beside the old ones, requests are switched to
 * them when they are healthy, and the old ones end when the new version has proven itself and nothing is under way on them any more.
 * A deploy that another run left unfinished is ended first.
 *
 * @throws UserError `locked` when another deploy is under way; else what the failed step says, once the old version serves as before
 */
export async function deploy(options: DeployOptions): Promise<DeployResult> {
  const began = performance.now();
  const { engine, bundle, origin, settings = {}, onLockWait } = options;
  const project = bundle.stack.name;
  const signal = options.signal ?? new AbortController().signal;
  const emit: EmitDeployEvent = (event) => options.emit?.({ ...event, time: Date.now() } as never);
  const candidate = prepareCandidate(options);
  const review = createReview(options, candidate, emit);
  const unchanged = async ({ plan }: Outlook) => {
    // What serves may just have been started, or be unwell: that is no success.
    if (plan.start.operations.length > 0) {
      await applyPlan(plan.start, { engine, emit: options.emit, signal, waitTimeout: settings.waitTimeout });
    }
    return { changed: false, plan, milliseconds: performance.now() - began };
  };

  if (engine.apiVersion === undefined) await engine.ping({ signal });
  const finding = findState(engine, project, { signal });
  // Most of what can be wrong, and a no, is said before anybody else has to wait.
  const looking = lookAhead(options, candidate, { state: finding, signal });
  // What an unfinished deploy has left may not even allow a plan.
  looking.catch(() => undefined);
  const known = await finding;
  if (known === undefined || (await isEnded(known))) {
    const outlook = await looking;
    if (outlook.nothing) return await unchanged(outlook);
    await review(outlook, signal);
  }
  await using lock = await tellStep(emit, "lock", () =>
    acquireLock(engine, project, {
      what: origin.kind === "rollback" ? `rollback to r${origin.of}` : "deploy",
      ...{ commit: origin.commit, who: origin.who, wait: settings.lockWait, signal, onWait: onLockWait },
      onTakeover: ({ who }) =>
        emit({ type: "warning", message: `The lock of ${who}, whose process has ended, was taken over.` }),
    }),
  );
  const within = AbortSignal.any([signal, lock.signal]);
  // Not the caller's signal: what is taken back after Ctrl-C is written down too.
  const state = await openState(engine, project, { signal: lock.signal });
  const unfinished = await resumeJournal(state, lock);
  if (unfinished) {
    const { release, by } = unfinished.entry;
    const context = { engine, project, state, settings, emit, managed: candidate.managed, signal: within };
    await tellStep(emit, "recover", () => finishUnfinished(unfinished, context), `r${release} of ${by}`);
  }
  const outlook = await lookAhead(options, candidate, { state, signal: within });
  if (outlook.nothing) return await unchanged(outlook);
  await review(outlook, within);
  const release = await makeRelease(outlook, {
    ...{ options, project, state, lock, candidate, emit, began },
    signal: within,
  });
  return { release, changed: true, plan: outlook.plan, milliseconds: performance.now() - began };
}

/** Shows a plan once, and again only when it has become another one. */
function createReview(
  options: DeployOptions,
  candidate: ReturnType<typeof prepareCandidate>,
  emit: EmitDeployEvent,
): (outlook: Outlook, signal: AbortSignal) => Promise<void> {
  let shown = "";
  return async (outlook, signal) => {
    const { plan, front } = outlook;
    const steps = [...(front?.plan.operations ?? []), ...plan.start.operations, ...plan.retire].map(
      ({ id, reason }) => [id, reason],
    );
    const text = JSON.stringify(steps);
    if (text === shown) return;
    shown = text;
    const report = await tellStep(emit, "preflight", () => inspectOutlook(outlook, candidate, { ...options, signal }));
    const full = report.disk && explainNoRoom(report.disk, options.engine.address);
    if (full) throw full;
    for (const message of report.warnings) emit({ type: "warning", message });
    await options.review?.(plan, report);
  };
}

async function isEnded(state: StateStore): Promise<boolean> {
  const entry = await readJournal(state);
  return entry === undefined || entry.ended !== undefined;
}
