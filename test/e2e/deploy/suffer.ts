import type { Running } from "../cli/workspace.ts";
import type { FaultRow } from "./fault-table.ts";
import type { Deployment, Load, Version } from "./rig.ts";

/** What goes wrong in a deploy, and how it is mended. */
export interface Fault {
  fault: string;
  /** The step that the deploy has begun when it strikes, or in which it shows. */
  step: string;
  /** What is deployed. Afterwards the same is deployed again, well and whole. */
  version: Version;
  /** Absent: the version itself is the fault. */
  strike?: (running: Running) => void | Promise<void>;
  /** Absent: there is nothing to mend. */
  mend?: () => void | Promise<void>;
}

/** What the stack's worker runs on where nothing has to be shipped for it. */
export const usualWorker = "busybox:latest";

export interface Suffered {
  row: FaultRow;
  /** Of the deploy that met the fault. */
  stdout: string;
  stderr: string;
  /** What clients met from then on, the plain deploy included. */
  failures: string[];
}

export interface Patient {
  deployment: Deployment;
  load: Load;
  /** What the stack has on its server when all is well. */
  whole: Inventory;
}

/** How many containers, networks and volumes of the stack there are, its state's included. */
export type Inventory = Readonly<Record<"containers" | "networks" | "volumes", readonly string[]>>;

export async function takeInventory({ engine, name }: Deployment): Promise<Inventory> {
  const [containers, networks, volumes] = await Promise.all([
    engine.containers.list(),
    engine.networks.list(),
    engine.volumes.list(),
  ]);
  const isOwn = (text: string) => text.includes(name);
  return {
    containers: containers.flatMap(({ Names }) => Names.filter(isOwn)),
    networks: networks.map(({ Name }) => Name).filter(isOwn),
    volumes: volumes.filter((volume) => isOwn(JSON.stringify(volume))).map(({ Name }) => Name),
  };
}

/** Deploys into a fault, then plainly once more, and measures what clients met and what is left. */
export async function suffer({ deployment, load, whole }: Patient, fault: Fault): Promise<Suffered> {
  const { strike, mend } = fault;
  const version = { worker: usualWorker, ...fault.version };
  const before = await load.report();
  await deployment.describe(version);
  const running = deployment.start("deploy", "--yes", "--json", "--no-check", "--watch", "1s", "--drain", "5s");
  if (strike) {
    await running.saw(new RegExp(`"type":"step-start"[^\\n]*"step":"${fault.step}"`));
    await strike(running);
  }
  const { code, stdout, stderr } = await running.finished;
  await mend?.();
  const then = await deployment.ask("/");
  const { migrate: _, hooks: __, ...well } = version;
  const plain = await deployment.deploy({ ...well, mood: "well" }, "--no-check", "--watch", "0s");
  const after = await load.report();
  const kept = (await deployment.ask("/orders")).body.trim().split("\n");
  const found = await takeInventory(deployment);
  const distinct = new Set(kept);
  const row = {
    ...{ fault: fault.fault, step: fault.step },
    ended: code === null ? "killed" : code === 0 ? "exit 0" : `exit ${code}, ${readErrorCode(stdout)}`,
    requests: after.requests - before.requests,
    failed: after.failures.length - before.failures.length,
    lost: after.posted.filter((each) => !distinct.has(each)).length,
    doubled: kept.length - distinct.size,
    served: then.status === 200 ? `version ${then.body}` : `status ${then.status}`,
    plain: plain.code === 0 ? "exit 0" : `exit ${plain.code}: ${plain.stderr}`,
    serves: `version ${(await deployment.ask("/")).body}, ${(await deployment.ask("/api/")).body}`,
    strays: countStrays(found, whole),
  };
  return { row, stdout, stderr, failures: after.failures.slice(before.failures.length) };
}

function readErrorCode(stdout: string): string {
  const { error } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  return error?.code ?? "no result";
}

function countStrays(found: Inventory, whole: Inventory): number {
  const kinds = ["containers", "networks", "volumes"] as const;
  return kinds.reduce((sum, kind) => sum + Math.abs(found[kind].length - whole[kind].length), 0);
}
