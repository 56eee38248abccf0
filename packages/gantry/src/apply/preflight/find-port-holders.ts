import type { Engine } from "../../engine/engine.ts";
import type { ContainerSummary } from "../../engine/types.ts";
import { type Issue, UserError } from "../../model/error.ts";
import { label } from "../../plan/labels.ts";
import { isLocalEngine } from "./is-local-engine.ts";
import { findSocketOwner, readListeningSockets } from "./listening-sockets.ts";
import { collide, formatHostPort, type HostPort, type WantedPort } from "./wanted-ports.ts";

export interface TakenPort extends WantedPort {
  /** Who has it, in words. */
  holder: string;
}

/** Which of the wanted ports somebody has, and who. `freed` containers count for nothing: they make room. */
export async function findPortHolders(
  engine: Engine,
  wanted: readonly WantedPort[],
  { freed, signal }: { freed: ReadonlySet<string>; signal: AbortSignal },
): Promise<TakenPort[]> {
  if (wanted.length === 0) return [];
  const containers = await engine.containers.list({ running: true }, { signal });
  const taken: TakenPort[] = [];
  const open: WantedPort[] = [];
  for (const port of wanted) {
    const holders = containers.filter((container) => publishedPorts(container).some((held) => collide(port, held)));
    const other = holders.find(({ Id }) => !freed.has(Id));
    if (other) taken.push({ ...port, holder: describeHolder(other) });
    else if (holders.length === 0) open.push(port);
  }
  return [...taken, ...(await findLocalProcesses(engine, open, signal))];
}

async function findLocalProcesses(
  engine: Engine,
  ports: readonly WantedPort[],
  signal: AbortSignal,
): Promise<TakenPort[]> {
  if (ports.length === 0 || !engine.address.startsWith("unix:")) return [];
  const sockets = await readListeningSockets();
  const hits = ports.flatMap((port) => {
    const socket = sockets.find((each) => collide(port, each));
    return socket ? [{ port, socket }] : [];
  });
  // Asked last, because it costs more than looking, and almost always there is nothing to ask about.
  if (hits.length === 0 || !(await isLocalEngine(engine, signal))) return [];
  return await Promise.all(
    hits.map(async ({ port, socket }) => ({
      ...port,
      holder: (await findSocketOwner(socket.inode)) ?? "another process on this machine",
    })),
  );
}

/** One sentence for every port, and what to do. */
export function portsTakenError(taken: readonly TakenPort[]): UserError {
  const issues = taken.map(
    (port): Issue => ({
      message: `services.${port.service}.ports: port ${formatHostPort(port)} is taken by ${port.holder}.`,
    }),
  );
  return new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "port-taken",
    issues,
    fix: "Stop what has it, or publish another port.",
  });
}

function publishedPorts({ Ports: ports }: ContainerSummary): HostPort[] {
  return ports.flatMap(({ IP: address = "", PublicPort: port, Type: protocol }) =>
    port === undefined ? [] : [{ address, port, protocol }],
  );
}

function describeHolder({ Id, Names: names, Labels: labels }: ContainerSummary): string {
  const name = names[0]?.replace(/^\//, "") ?? Id.slice(0, 12);
  const project = labels[label.project];
  return `the container ${name}${project ? ` of the project ${project}` : ""}`;
}
