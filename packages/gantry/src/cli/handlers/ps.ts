import { passesCheck } from "../../apply/health/check-once.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ContainerInspect, ContainerStats } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import type { Handler } from "../commands/definition.ts";
import type { psOptions } from "../commands/ps.ts";
import { mapConcurrently } from "../concurrently.ts";
import { jsonVersion } from "../json-version.ts";
import { formatTable } from "../render/table.ts";
import { type ContainerStatusRow, describeContainer, formatRow, psColumns } from "./describe-container.ts";
import { ignoreStatus } from "./ignore-status.ts";
import { checkServices, openProject } from "./project.ts";

export const runPs: Handler<typeof psOptions> = async (context, { operands, options }) => {
  const { signal, terminal } = context;
  const project = await openProject(context, operands);
  const { name, engine } = project;
  const observed = await inspectProject(engine, name, { signal, stats: !options.quiet });
  checkServices(operands, project, { containers: observed.map(({ container }) => container) });
  const now = Date.now();
  const rows = observed
    .map(({ container, stats }) => describeContainer(container, stats))
    .filter((row) => options.all || !row.oneOff || row.state === "running")
    .filter(({ service }) => operands.length === 0 || operands.includes(service))
    .sort((a, b) => a.service.localeCompare(b.service) || Number(a.oneOff) - Number(b.oneOff) || a.number - b.number);
  if (context.globals.json) context.printJson({ version: jsonVersion, project: name, containers: rows });
  else if (options.quiet) for (const { id } of rows) context.print(id);
  else printTable(rows);
  return 0;

  function printTable(rows: readonly ContainerStatusRow[]): void {
    if (rows.length === 0) {
      context.note(`${name} has no containers. To bring it up: gantry up`);
      return;
    }
    const width = terminal.stdout.isTTY ? terminal.stdout.columns : undefined;
    const cells = rows.map((row) => formatRow(row, now, terminal.outColors));
    for (const line of formatTable(psColumns, cells, width)) context.print(line);
  }
};

interface Inspected {
  container: ContainerInspect;
  stats: ContainerStats | undefined;
}

// The engine answers a question for memory with its next sample, up to a second later: many are asked at once.
const questionsAtOnce = 64;

async function inspectProject(
  engine: Engine,
  project: string,
  { signal, stats: wanted }: { signal: AbortSignal; stats: boolean },
): Promise<Inspected[]> {
  const summaries = await engine.containers.list({ labels: [`${label.project}=${project}`] }, { signal });
  const inspected = await mapConcurrently(summaries, questionsAtOnce, async ({ Id, State }) => {
    const [container, stats] = await Promise.all([
      engine.containers.inspect(Id, { signal }).catch(ignoreStatus(404)),
      wanted && State === "running" ? engine.containers.stats(Id, { signal }).catch(ignoreStatus(404, 409)) : undefined,
    ]);
    if (container) await settleHealth(engine, container, signal);
    return container && { container, stats };
  });
  return inspected.filter((each) => each !== undefined);
}

/** The engine runs a check for the first time after a whole interval, and calls a container "starting" until then. */
async function settleHealth(engine: Engine, container: ContainerInspect, signal: AbortSignal): Promise<void> {
  const { State } = container;
  if (!State.Running || State.Health?.Status !== "starting") return;
  if (await passesCheck(engine, container, signal)) State.Health.Status = "healthy";
}
