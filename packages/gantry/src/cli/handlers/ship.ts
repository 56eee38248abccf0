import type { Engine } from "../../engine/engine.ts";
import { shipImages } from "../../image/ship/ship-images.ts";
import type { ShipOutcome } from "../../image/ship/ship-options.ts";
import { shipThroughRegistry } from "../../image/ship/ship-through-registry.ts";
import { compressionNames } from "../../image/ship/wire/codec.ts";
import { UserError } from "../../model/error.ts";
import type { Handler } from "../commands/definition.ts";
import type { shipOptions } from "../commands/ship.ts";
import { describeFailure } from "../describe-failure.ts";
import { jsonVersion } from "../json-version.ts";
import { openEngine } from "../open-engine.ts";
import { createShipReader } from "../render/ship-progress.ts";
import { formatTable } from "../render/table.ts";
import { formatFailure } from "../report-failure.ts";
import { formatShipRows, shipColumns } from "./describe-shipped.ts";
import { findShipment } from "./find-shipment.ts";

export const runShip: Handler<typeof shipOptions> = async (context, { operands, options }) => {
  const { globals, signal, terminal } = context;
  const { images, hosts } = await findShipment(context, { images: operands, to: options.to });
  const source = await context.connect();
  await using targets = await openTargets(hosts);
  using reader = createShipReader(context);
  const shared = { images, source, targets: targets.list, signal, onEvent: reader.read };
  const outcomes = await (options.registry === undefined
    ? shipImages({ ...shared, compression: readCompression(options.compression), whole: options.whole })
    : shipThroughRegistry({ ...shared, registry: options.registry, environment: process.env }));
  reader.end();
  if (signal.aborted) throw interrupted(outcomes, images.length);
  report(outcomes);
  return outcomes.every(({ error }) => error === undefined) ? 0 : 1;

  function report(results: readonly ShipOutcome[]): void {
    if (globals.json) {
      const list = results.map(({ error, ...outcome }) => ({
        ...outcome,
        ...(error !== undefined && { error: describeFailure(error) }),
      }));
      const status = list.some((each) => "error" in each) ? "failed" : "done";
      const result = { version: jsonVersion, type: "result", time: Date.now(), status, targets: list };
      context.print(JSON.stringify(result));
      return;
    }
    const width = terminal.stdout.isTTY ? terminal.stdout.columns : undefined;
    for (const line of formatTable(shipColumns, formatShipRows(results), width)) context.print(line);
    for (const { error } of results) {
      if (error !== undefined) terminal.stderr.write(`${formatFailure(describeFailure(error), terminal.errColors)}\n`);
    }
  }
};

function interrupted(outcomes: readonly ShipOutcome[], count: number): UserError {
  const states = outcomes.map(({ target, images }) => `${target} has ${images.length} of ${count} images`);
  return new UserError(`Interrupted; ${states.join(", ")}. The tags of the others are as they were.`, {
    code: "interrupted",
    fix: "Run it again: it goes on with the first image that is missing.",
  });
}

const readCompression = (text: string | undefined) => compressionNames.find((name) => name === text) ?? "auto";

interface OpenTargets extends AsyncDisposable {
  list: { name: string; engine: Engine }[];
}

async function openTargets(hosts: readonly string[]): Promise<OpenTargets> {
  const list = await Promise.all(hosts.map(async (name) => ({ name, engine: await openEngine(name) })));
  return {
    list,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(list.map(({ engine }) => engine.close()));
    },
  };
}
