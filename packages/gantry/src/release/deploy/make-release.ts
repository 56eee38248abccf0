import { EngineUnreachableError } from "../../engine/errors.ts";
import { type ErrorCode, UserError } from "../../model/error.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import { openAuditLog } from "../audit/open-audit-log.ts";
import { createHookRunner } from "../hooks/create-hook-runner.ts";
import type { Journal } from "../journal/journal.ts";
import { beginJournal } from "../journal/open-journal.ts";
import { keptReleases, openLedger } from "../ledger/open-ledger.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import type { Lock } from "../lock/lock.ts";
import { fingerprintSecrets } from "../state/fingerprint-secrets.ts";
import type { StateStore } from "../state/state-store.ts";
import { containerFacts, endOldVersion, proveRelease } from "./carry-out.ts";
import { type DeployContext, journalStep } from "./deploy-context.ts";
import type { EmitDeployEvent, UntimedDeployEvent } from "./deploy-event.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { explainByDisk } from "./disk-room.ts";
import { endCompleting } from "./end-completing.ts";
import { inspectProject } from "./find-containers.ts";
import type { Candidate, Outlook } from "./look-ahead.ts";
import { measureStarts } from "./measure-starts.ts";
import { noteCompletions } from "./note-completions.ts";
import { openProxies } from "./proxies.ts";
import { pruneImages } from "./prune-images.ts";
import { recordRelease, servicesOf } from "./record-release.ts";
import { restoreConfiguration } from "./restore-configuration.ts";
import { takeBack } from "./take-back.ts";

export interface MakeReleaseOptions {
  options: DeployOptions;
  project: string;
  state: StateStore;
  lock: Lock;
  candidate: Candidate;
  emit: EmitDeployEvent;
  /** Of the whole deploy, by `performance.now()`. */
  began: number;
  signal: AbortSignal;
}

/** How long taking back may take when the caller has lost patience already. Milliseconds. */
const patience = 120_000;

/** Carries a planned release out, under the lock, and writes down what became of it. @returns its number */
export async function makeRelease(
  { plan, desired, missing, front, current }: Outlook,
  { options, project, state, lock, candidate, emit, began, signal }: MakeReleaseOptions,
): Promise<number> {
  const { engine, origin, settings = {}, ship, bundle } = options;
  const { managed, payload } = candidate;
  const ledger = openLedger(state);
  const records = { ledger, audit: openAuditLog(state) };
  const runHooks = createHooks(options, candidate, { plan, emit, signal });
  await runHooks("pre_deploy");
  const journal = await beginJournal(state, lock, {
    release: plan.release,
    kind: origin.kind,
    ...(origin.of !== undefined && { of: origin.of }),
    ...(current && { previous: current.id }),
    ...(origin.commit !== undefined && { commit: origin.commit }),
    ...(origin.dirty !== undefined && { dirty: origin.dirty }),
    by: origin.who,
    began: new Date().toISOString(),
    facts: { containers: containerFacts(plan), payload: await ledger.stage(payload) },
  });
  const meter = measureStarts(plan);
  const completions = noteCompletions(plan);
  const context: DeployContext = { engine, project, journal, settings, signal, emit: tellAll, runHooks };
  const write = async (result: ReleaseRecord["result"], services: ReleaseRecord["services"], message?: string) =>
    recordRelease(records, {
      entry: journal.entry,
      result,
      message,
      milliseconds: performance.now() - began,
      services,
      starts: meter.starts(),
      completed: completions.completed(),
      secrets: await fingerprintSecrets(state, options.secrets),
    });
  try {
    if (missing.length > 0 && ship) {
      const tell = (event: Parameters<NonNullable<DeployOptions["emit"]>>[0]) => options.emit?.(event);
      await journalStep(context, "ship", undefined, () => ship.ship(missing, tell, signal));
    }
    const routes = bundle.stack["x-gantry"]?.routes ?? [];
    const kept = (await ledger.deployable()).slice(0, keptReleases - 1);
    const hasServed = origin.kind === "rollback";
    await proveRelease({ ...context, plan, desired, definitions: managed.proxies, front, routes, kept, hasServed });
  } catch (error) {
    // Whoever has the lock now decides what becomes of this.
    if (lock.signal.aborted) throw lock.signal.reason;
    const reason = await explainByDisk(error, { engine, project, signal: lock.signal });
    throw await takeBackAfter(reason, { journal, write });
  }
  try {
    await finish();
  } catch (error) {
    throw lock.signal.aborted ? lock.signal.reason : sayServing(error, plan.release);
  }
  await runHooks("post_deploy").catch(tellHookFailure);
  return plan.release;

  function tellAll(event: UntimedDeployEvent): void {
    meter.read(event);
    completions.read(event);
    emit(event);
  }

  /** By then it is too late to fail. */
  function tellHookFailure(error: unknown): void {
    emit({ type: "warning", message: error instanceof Error ? error.message : String(error) });
  }

  async function finish(): Promise<void> {
    const proxies = await openProxies(managed.proxies, { engine, project, signal, lockWait: settings.lockWait });
    const old = plan.retire.flatMap((operation) =>
      operation.type === "remove-container" ? [operation.containerId] : [],
    );
    await endOldVersion({ ...context, definitions: managed.proxies, proxies, old });
    await journalStep(context, "record", undefined, async () => {
      const inspected = await inspectProject(engine, project, { signal });
      await write("deployed", servicesOf(inspected));
      await pruneImages(engine, ledger, signal);
    });
    await journal.end("deployed");
  }

  async function takeBackAfter(error: unknown, { journal }: { journal: Journal; write: typeof write }) {
    // The caller's patience may be over, by Ctrl-C: what was begun is taken back all the same.
    const limited = AbortSignal.any([lock.signal, AbortSignal.timeout(patience)]);
    const switched = journal.entry.steps.some(({ name }) => name === "switch");
    try {
      const within = { engine, project, settings, signal: limited };
      await endCompleting(plan, { engine, emit, signal: limited });
      const proxies = await openProxies(managed.proxies, { ...within, lockWait: settings.lockWait });
      await takeBack(journal.entry, {
        ...{ ...context, signal: limited, proxies },
        restoreConfiguration: () => restoreConfiguration(current?.id, { ...within, state, proxies }),
      });
    } catch (cause) {
      return unfinished(error, cause);
    }
    const message = error instanceof Error ? error.message : String(error);
    const result = switched ? "rolled-back" : options.signal?.aborted ? "interrupted" : "failed";
    await write(result, {}, message);
    await journal.end(result, message);
    const tell = createHooks(options, candidate, { plan, emit, signal: limited });
    await tell("on_failure", { error: message }).catch(tellHookFailure);
    const replaced = Object.entries(meter.starts()).flatMap(([service, { pause }]) => (pause ? [service] : []));
    return sayRestored(error, current, replaced);
  }
}

function createHooks(
  { engine, bundle, origin, place, environment, version }: DeployOptions,
  { managed }: Candidate,
  { plan, emit, signal }: { plan: DeployPlan; emit: EmitDeployEvent; signal: AbortSignal },
): DeployContext["runHooks"] {
  const { directory, files } = place;
  const run = createHookRunner({
    ...{ engine, emit, directory, stack: managed.stack, environment: process.env },
    describe: {
      engine: { apiVersion: engine.apiVersion ?? "1.41" },
      ...{ directory, files, version, fileContents: bundle.fileContents },
    },
    facts: {
      project: plan.project,
      environment,
      host: engine.address,
      release: String(plan.release),
      commit: origin.commit,
      operator: origin.who,
      services: plan.rolls.map(({ service }) => service).join(","),
    },
  });
  return (name, facts = {}) => run(name, facts, signal);
}

/** What was replaced in place is ready, and to go back would be one more pause for it. */
function sayRestored(error: unknown, current: ReleaseRecord | undefined, replaced: readonly string[]): unknown {
  if (!(error instanceof UserError)) return error;
  const { message, code, exitCode, fix, detail, issues } = error;
  const state = current ? `r${current.id} serves as before` : "The new containers are removed again";
  const names = replaced.join(", ");
  const rest =
    replaced.length === 0
      ? ""
      : `, but ${names}, replaced in place before, ${replaced.length === 1 ? "stays" : "stay"} as new`;
  if (code === "interrupted") {
    const again = "To deploy after all, run the same command again.";
    return new UserError(`Interrupted. ${state}${rest}.`, { code, fix: again, cause: error });
  }
  return new UserError(`${message} ${state}${rest}.`, {
    ...{ code, exitCode, issues, cause: error },
    ...(fix === undefined ? {} : { fix }),
    ...(detail === undefined ? {} : { detail }),
  });
}

/** The new version is proven by then, and only what is left of the old one could not be cleared away. */
function sayServing(error: unknown, release: number): UserError {
  const message = error instanceof Error ? error.message : String(error);
  return new UserError(`r${release} serves, but the deploy could not be finished: ${message}`, {
    code: codeOf(error),
    fix: "Run gantry deploy again: it clears away what is left of the old version.",
    cause: error,
  });
}

/** The next deploy finds the journal, and goes on from there. */
function unfinished(error: unknown, cause: unknown): UserError {
  const [first, second] = [error, cause].map((each) => (each instanceof Error ? each.message : String(each)));
  const known = error instanceof UserError ? error : undefined;
  return new UserError(`${first} Taking it back failed too: ${second}`, {
    code: codeOf(error),
    fix: "What serves goes on. Run gantry deploy again: it ends this one first.",
    ...(known?.detail === undefined ? {} : { detail: known.detail }),
    cause: error,
  });
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof UserError) return error.code;
  return error instanceof EngineUnreachableError ? error.code : "failed";
}
