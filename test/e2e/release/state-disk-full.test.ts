import process from "node:process";
import { expect, test } from "vitest";
import { beginJournal, readJournal } from "../../../packages/gantry/src/release/journal/open-journal.ts";
import { acquireLock } from "../../../packages/gantry/src/release/lock/acquire-lock.ts";
import { openState } from "../../../packages/gantry/src/release/state/open-state.ts";
import { startSmallEngine } from "../small-engine.ts";

test("on a full disk the lock and the journal go on, what finds no room is refused, and every record is whole", async () => {
  await using small = await startSmallEngine({ name: `gantry-statefull-${process.pid}`, megabytes: 30 });
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
