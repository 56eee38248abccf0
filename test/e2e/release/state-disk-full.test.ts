import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { beginJournal, readJournal } from "../../../packages/gantry/src/release/journal/open-journal.ts";
import { acquireLock } from "../../../packages/gantry/src/release/lock/acquire-lock.ts";
import { openState } from "../../../packages/gantry/src/release/state/open-state.ts";
import { labLabel } from "../../lab/engines/ensure-engine.ts";
import { waitForSocket } from "../../lab/engines/ping.ts";
import { choosePrivileges } from "../../lab/engines/privileges.ts";
import { docker, tryDocker } from "../../lab/host/docker.ts";
import { engine as labEngine } from "../../lab/lab.ts";

const image = "gantry-lab/engine-sid";

/** An engine with 30 MB of room, in memory. */
async function startSmallEngine() {
  const { dockerHost } = await labEngine("host");
  // Its image is what the small engine is made from.
  await labEngine("28.5");
  const folder = await mkdtemp(join(tmpdir(), "gantry-full-"));
  const name = `gantry-statefull-${process.pid}`;
  const stop = async () => {
    await tryDocker(dockerHost, ["rm", "--force", "--volumes", name]);
    await rm(folder, { recursive: true, force: true });
  };
  await docker(dockerHost, [
    "run",
    "--detach",
    ...(await choosePrivileges(dockerHost, image)),
    `--name=${name}`,
    `--label=${labLabel}`,
    "--tmpfs=/var/lib/docker:size=30m,exec",
    `--volume=${folder}:/run/gantry-lab`,
    image,
    `--group=${process.getgid?.() ?? 0}`,
  ]);
  const socket = join(folder, "docker.sock");
  if (!(await waitForSocket(socket, async () => true))) {
    const { stderr } = await tryDocker(dockerHost, ["logs", "--tail=20", name]);
    await stop();
    throw new Error(`The small engine does not start:\n${stderr}`);
  }
  return {
    engine: await connectEngine({ host: `unix://${socket}` }),
    /** Leaves not a byte of room. */
    fill: () => docker(dockerHost, ["exec", name, "sh", "-c", "cat /dev/zero >/var/lib/docker/filler; test $? -ne 0"]),
    empty: () => docker(dockerHost, ["exec", name, "rm", "/var/lib/docker/filler"]),
    [Symbol.asyncDispose]: stop,
  };
}

test("on a full disk the lock and the journal go on, what finds no room is refused, and every record is whole", async () => {
  await using small = await startSmallEngine();
  await using engine = small.engine;
  const state = await openState(engine, "shop");
  await using lock = await acquireLock(engine, "shop", { what: "deploy r1" });
  const intent = { release: 1, kind: "deploy", by: "anna@laptop", began: new Date().toISOString() } as const;
  const journal = await beginJournal(state, lock, intent);
  await state.write("ledger", Buffer.from("one"));
  await journal.advance("ship");
  await small.fill();
  await expect(state.write("ledger", Buffer.alloc(2_000_000))).rejects.toMatchObject({ code: "disk-full" });
  expect((await state.read("ledger"))?.toString()).toBe("one");
  await lock.confirm();
  for (const step of ["start", "remove-new"] as const) await journal.advance(step);
  await journal.end("failed", "no space left on device");
  expect(await readJournal(state)).toMatchObject({ steps: [{}, {}, {}], ended: { outcome: "failed" } });
  await small.empty();
  await state.write("ledger", Buffer.alloc(2_000_000));
  expect(await state.read("ledger")).toHaveLength(2_000_000);
});
