import type { Engine } from "../../engine/engine.ts";
import type { EngineInfo } from "../../engine/types.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { LockHolder } from "../lock/lock-holder.ts";
import type { DeployEvent } from "./deploy-event.ts";
import type { HostReport } from "./inspect-host.ts";
import type { NameResolver } from "./stray-hosts.ts";

/** How a deploy goes about it. Times are milliseconds. */
export interface DeploySettings {
  /** How long the new version must stay well after the switch before it is trusted. @default 10000 */
  watch?: number | undefined;
  /** The longest time that requests under way on the old version are waited for. @default 30000 */
  drain?: number | undefined;
  /** The same for open streams, WebSockets and Server-Sent Events: they end only when somebody closes them. @default 0 */
  drainStreams?: number | undefined;
  /** The longest time that containers may take to become ready. @default as long as their health checks allow */
  waitTimeout?: number | undefined;
  /** How long to wait for another deploy of the stack to end. @default 0: refuse */
  lockWait?: number | undefined;
  /** These services and nothing else. @default all */
  only?: readonly string[] | undefined;
  /** Migrations, and whatever else runs to its end, are left out. @default false */
  skipMigrate?: boolean | undefined;
  /** They run again, though they have run with this image and configuration. @default false */
  forceMigrate?: boolean | undefined;
  /** The longest time that each of them may take; 0: no limit. @default the service's own, else 600000 */
  migrateTimeout?: number | undefined;
  /** Stateful services that may be replaced. @default none */
  replace?: ReadonlySet<string> | undefined;
  /** Ask for each route: the new version before requests go there, and the front door afterwards. @default true */
  smoke?: boolean | undefined;
}

/** Where a release comes from, as its record says. */
export interface ReleaseOrigin {
  kind: "deploy" | "rollback";
  /** Of a rollback: the release to go back to. */
  of?: number | undefined;
  commit?: string | undefined;
  dirty?: boolean | undefined;
  /** `anna@laptop`. */
  who: string;
}

export interface DeployOptions {
  /** The engine that the stack runs on. */
  engine: Engine;
  bundle: Bundle;
  origin: ReleaseOrigin;
  /** Where the stack was read, for Compose's labels: absolute paths on the operator's machine. */
  place: { directory: string; files: readonly string[] };
  /** The stack's environment, such as `production`: hooks are told. */
  environment?: string | undefined;
  /** The values of the stack's secrets by name: the release's record keeps their fingerprints. */
  secrets?: ReadonlyMap<string, string> | undefined;
  /** Gantry's own version, for labels. */
  version: string;
  settings?: DeploySettings;
  signal?: AbortSignal | undefined;
  emit?: ((event: DeployEvent) => void) | undefined;
  /** Brings images to the engine that lacks them. Absent: the engine pulls what it lacks. */
  ship?: Shipper | undefined;
  /** What the engine says of itself, where it was asked before. */
  host?: Pick<EngineInfo, "MemTotal"> | undefined;
  /** Says where the routes' names lead, for a warning. Absent: nobody asks. */
  resolver?: NameResolver | undefined;
  /** Sees the plan before anything is changed: the place to show it, to ask, or to refuse by throwing. */
  review?: ((plan: DeployPlan, report: HostReport) => void | Promise<void>) | undefined;
  onLockWait?: ((holder: LockHolder) => void) | undefined;
}

/** Knows images that were built elsewhere, and brings them over. */
export interface Shipper {
  /** Those of the references that it can bring, by reference, as an engine inspects them. */
  find(references: readonly string[]): Promise<Readonly<Record<string, ShippableImage>>>;
  /** What they take of the engine's disk at the least, in bytes. */
  measure(references: readonly string[], signal: AbortSignal): Promise<number>;
  ship(references: readonly string[], emit: (event: DeployEvent) => void, signal: AbortSignal): Promise<void>;
}

export type ShippableImage = Awaited<ReturnType<Engine["images"]["inspect"]>>;

export interface DeployResult {
  /** Absent when nothing had to change. */
  release?: number;
  changed: boolean;
  plan: DeployPlan;
  milliseconds: number;
}
