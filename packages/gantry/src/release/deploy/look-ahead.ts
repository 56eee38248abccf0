import { createHash } from "node:crypto";
import { isNothing } from "../../plan/deploy/plan-deploy.ts";
import { type ManagedProxies, manageProxies } from "../../proxy/manage-proxies.ts";
import { encodeBundle } from "../bundle/encode-bundle.ts";
import { type FrontOutlook, lookAtFront } from "../front/look-at-front.ts";
import { readJournal } from "../journal/open-journal.ts";
import { emptyLedger } from "../ledger/ledger-file.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import { findState } from "../state/open-state.ts";
import type { StateStore } from "../state/state-store.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { explainNoRoom } from "./disk-room.ts";
import { type HostReport, inspectHost } from "./inspect-host.ts";
import { type PlannedRelease, planRelease } from "./plan-release.ts";

/** A bundle with what follows from it alone. */
export interface Candidate {
  managed: ManagedProxies;
  /** As the state volume keeps it. */
  payload: Buffer;
}

export interface Outlook extends PlannedRelease {
  /** The release that serves. */
  current: ReleaseRecord | undefined;
  /** The front that the stack shares with others. Absent: it does not. */
  front: FrontOutlook | undefined;
  /** The bundle is what serves already, and all of it is as it should be. */
  nothing: boolean;
}

export type LookOptions = Pick<
  DeployOptions,
  "engine" | "bundle" | "place" | "version" | "settings" | "ship" | "host" | "resolver"
>;

export function prepareCandidate({ bundle }: Pick<DeployOptions, "bundle">): Candidate {
  return { managed: manageProxies(bundle.stack, bundle.proxyFiles), payload: encodeBundle(bundle) };
}

/** What a deploy would do, as things are now. */
export async function lookAhead(
  { engine, bundle, place, version, settings = {}, ship }: LookOptions,
  { managed, payload }: Candidate,
  { state, signal }: { state: StateStore | Promise<StateStore | undefined>; signal: AbortSignal },
): Promise<Outlook> {
  const ledger = Promise.resolve(state).then((found) => (found ? openLedger(found).read() : emptyLedger));
  const planning = planRelease({
    ...{ engine, place, ledger, version, settings, ship, signal },
    bundle: { ...bundle, stack: managed.stack },
    proxies: managed.proxies,
  });
  const [front, planned, { releases }] = await Promise.all([lookAtSharedFront(), planning, ledger]);
  const current = releases.find(({ result }) => result === "deployed");
  const same = current?.payload?.digest === createHash("sha256").update(payload).digest("hex");
  return {
    ...planned,
    missing: [...new Set([...planned.missing, ...(front?.missing ?? [])])],
    ...{ current, front, nothing: same && isNothing(planned.plan) && (front?.ready ?? true) },
  };

  async function lookAtSharedFront(): Promise<FrontOutlook | undefined> {
    const definition = managed.proxies.find(({ front }) => front !== undefined);
    if (!definition?.front) return undefined;
    const shared = { ...definition, front: definition.front };
    const { replace } = settings;
    return await lookAtFront({
      engine,
      project: bundle.stack.name,
      definition: shared,
      replace,
      ship,
      version,
      signal,
    });
  }
}

/** What the host says to it. */
export async function inspectOutlook(
  { plan, missing, front }: Outlook,
  { managed }: Candidate,
  {
    engine,
    host,
    ship,
    resolver,
    signal,
  }: Pick<LookOptions, "engine" | "host" | "ship" | "resolver"> & {
    signal: AbortSignal;
  },
): Promise<HostReport> {
  const subject = { stack: managed.stack, plan, unmanaged: managed.unmanaged, missing };
  const report = await inspectHost(subject, { engine, host, ship, resolver, signal });
  return front ? { ...report, front: front.plan } : report;
}

/** What `deploy` would do, and what that asks of the host. Changes nothing. */
export async function previewDeploy(
  options: LookOptions,
  signal: AbortSignal,
): Promise<{ outlook: Outlook; report: HostReport; unfinished: string | undefined }> {
  const { engine, bundle } = options;
  if (engine.apiVersion === undefined) await engine.ping({ signal });
  const candidate = prepareCandidate(options);
  const state = findState(engine, bundle.stack.name, { signal });
  const [outlook, journal] = await Promise.all([
    lookAhead(options, candidate, { state, signal }),
    state.then((found) => found && readJournal(found)),
  ]);
  const report = await inspectOutlook(outlook, candidate, { ...options, signal });
  const full = report.disk && explainNoRoom(report.disk, engine.address);
  if (full) report.warnings.push(full.message);
  const unfinished = journal && journal.ended === undefined ? `r${journal.release} of ${journal.by}` : undefined;
  return { outlook, report, unfinished };
}
