import { createHash } from "node:crypto";
import { isNothing } from "../../plan/deploy/plan-deploy.ts";
import { manageProxies } from "../../proxy/manage-proxies.ts";
import { encodeBundle } from "../bundle/encode-bundle.ts";
import { readJournal, resumeJournal } from "../journal/open-journal.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import { acquireLock } from "../lock/acquire-lock.ts";
import { findState, openState } from "../state/open-state.ts";
import type { StateStore } from "../state/state-store.ts";
import { tellStep } from "./deploy-context.ts";
import type { EmitDeployEvent } from "./deploy-event.ts";
import type { DeployOptions, DeployResult } from "./deploy-options.ts";
import { finishUnfinished } from "./finish-unfinished.ts";
import { makeRelease } from "./make-release.ts";
import { type PlannedRelease, planRelease } from "./plan-release.ts";

/**
 * Makes a bundle the stack's release, without losing a request: new containers start beside the old ones, requests are switched to
 * them when they are healthy, and the old ones end when the new version has proven itself and nothing is under way on them any more.
 * A deploy that another run left unfinished is ended first.
 *
 * @throws UserError `locked` when another deploy is under way; else what the failed step says, once the old version serves as before
 */
export async function deploy(options: DeployOptions): Promise<DeployResult> {
  const began = performance.now();
  const { engine, bundle, origin, settings = {}, review, onLockWait } = options;
  const project = bundle.stack.name;
  const signal = options.signal ?? new AbortController().signal;
  const emit: EmitDeployEvent = (event) => options.emit?.({ ...event, time: Date.now() } as never);
  const payload = encodeBundle(bundle);
  const managed = manageProxies(bundle.stack, bundle.proxyFiles);
  const look = async (state: StateStore | undefined, within: AbortSignal) => {
    const ledger = state && openLedger(state);
    const [release = 1, current] = await Promise.all([ledger?.nextId(), ledger?.current()]);
    const { ship, version, place } = options;
    const stack = { ...bundle, stack: managed.stack };
    const planned = await planRelease({
      proxies: managed.proxies,
      engine,
      bundle: stack,
      place,
      release,
      version,
      settings,
      ship,
      signal: within,
    });
    const same = current?.payload?.digest === createHash("sha256").update(payload).digest("hex");
    return { ...planned, current, nothing: same && isNothing(planned.plan) };
  };
  let shown = "";
  const show = async ({ plan }: PlannedRelease) => {
    const text = JSON.stringify(
      [plan.start.operations, plan.retire].map((list) => list.map(({ id, reason }) => [id, reason])),
    );
    if (text !== shown) await review?.(plan);
    shown = text;
  };

  await engine.ping({ signal });
  const known = await findState(engine, project, { signal });
  if (known === undefined || (await isEnded(known))) {
    const first = await look(known, signal);
    if (first.nothing) return { changed: false, plan: first.plan, milliseconds: performance.now() - began };
    await show(first);
  }
  const what = origin.kind === "rollback" ? `rollback to r${origin.of}` : "deploy";
  await using lock = await tellStep(emit, "lock", () =>
    acquireLock(engine, project, {
      what,
      ...{ commit: origin.commit, who: origin.who, wait: settings.lockWait, signal, onWait: onLockWait },
      onTakeover: ({ who }) =>
        emit({ type: "warning", message: `The lock of ${who}, whose process has ended, was taken over.` }),
    }),
  );
  const within = AbortSignal.any([signal, lock.signal]);
  const state = await openState(engine, project, { signal: within });
  const unfinished = await resumeJournal(state, lock);
  if (unfinished) {
    const { release, by } = unfinished.entry;
    await tellStep(
      emit,
      "recover",
      () => finishUnfinished(unfinished, { ...{ engine, project, state, managed, settings, emit }, signal: within }),
      `r${release} of ${by}`,
    );
  }
  const planned = await look(state, within);
  if (planned.nothing) return { changed: false, plan: planned.plan, milliseconds: performance.now() - began };
  await show(planned);
  const release = await makeRelease(planned, {
    ...{ options, project, state, lock, managed, payload, emit, began },
    signal: within,
  });
  return { release, changed: true, plan: planned.plan, milliseconds: performance.now() - began };
}

async function isEnded(state: StateStore): Promise<boolean> {
  const entry = await readJournal(state);
  return entry === undefined || entry.ended !== undefined;
}
