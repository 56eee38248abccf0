import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acquireLock } from "../../../packages/gantry/src/release/lock/acquire-lock.ts";
import { breakLock } from "../../../packages/gantry/src/release/lock/break-lock.ts";
import { writeHeartbeat } from "../../../packages/gantry/src/release/lock/heartbeat-file.ts";
import { holderLabels, type LockHolder } from "../../../packages/gantry/src/release/lock/lock-holder.ts";
import { readOwnIdentity } from "../../../packages/gantry/src/release/lock/process-identity.ts";
import { readLock } from "../../../packages/gantry/src/release/lock/read-lock.ts";
import { createIdleContainer } from "../../../packages/gantry/src/release/state/create-idle-container.ts";
import { killHolder, startHolder } from "./lock-holder-process.ts";
import { listState, openPlace, placeNames, type StatePlace } from "./state-lab.ts";

const long = 60_000;
/** Short enough to be seen soon, and long enough that nobody counts as dead on a busy machine. */
const lively = 1_500;

describe.each(placeNames)("the lock of a stack on %s", (name) => {
  let place: StatePlace;
  beforeAll(async () => {
    place = await openPlace(name);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  /** A lock whose holder is somewhere that cannot be looked into, and gives signs of life only as the test has it. */
  const placeLock = async (project: string, holder: Partial<LockHolder> = {}): Promise<string> => {
    const written = {
      who: "carla@runner",
      what: "deploy r7",
      since: new Date().toISOString(),
      pid: 1,
      heartbeat: 400,
      process: { machine: "elsewhere", pid: 1, started: "1" },
      ...holder,
    };
    const labels = holderLabels(project, written);
    const id = await createIdleContainer(place.engine, `gantry-${project}-lock`, { labels });
    if (id === undefined) throw new Error("the lock is taken");
    return id;
  };

  test("of two who want it at once one has it at a time, in ten races, and nothing is left of it", async () => {
    const project = place.project();
    await using otherEngine = await place.connect();
    let inside = 0;
    let most = 0;
    const take = async (engine: typeof otherEngine, who: string) => {
      await using lock = await acquireLock(engine, project, { what: "deploy", who, wait: long });
      inside += 1;
      most = Math.max(most, inside);
      await lock.confirm();
      expect((await readLock(engine, project))?.who).toBe(who);
      inside -= 1;
    };
    for (let race = 1; race <= 10; race++) {
      await Promise.all([take(place.engine, `anna@${race}`), take(otherEngine, `ben@${race}`)]);
    }
    expect(most).toBe(1);
    expect(await listState(place.engine, project)).toEqual([]);
  });

  test("of two who find a dead holder's one takes it over, and the other waits", async () => {
    const project = place.project();
    const self = await readOwnIdentity();
    await using otherEngine = await place.connect();
    for (let race = 1; race <= 3; race++) {
      // This machine, and a process that is not: known to be dead at a glance.
      const gone = self && { process: { ...self, started: "1" } };
      const dead = await placeLock(project, { ...gone, pid: process.pid });
      let inside = 0;
      const events: string[] = [];
      const take = async (engine: typeof otherEngine) => {
        const onTakeover = ({ id }: LockHolder) =>
          void events.push(id === dead ? "took over" : "took over the wrong one");
        await using lock = await acquireLock(engine, project, { what: "deploy", wait: long, onTakeover });
        inside += 1;
        await lock.confirm();
        events.push(`${inside} inside`);
        inside -= 1;
      };
      await Promise.all([take(place.engine), take(otherEngine)]);
      expect(events.filter((event) => event === "1 inside")).toHaveLength(2);
      expect(events.filter((event) => event.startsWith("took")).every((event) => event === "took over")).toBe(true);
    }
    expect(await listState(place.engine, project)).toEqual([]);
  });

  test("a holder that lives is refused by name, and keeps it", async () => {
    const project = place.project();
    const commit = "91bc2f0aa17c";
    await using lock = await acquireLock(place.engine, project, {
      what: "deploy r42",
      who: "anna@laptop",
      commit,
      heartbeat: lively,
    });
    await using otherEngine = await place.connect();
    const refused = acquireLock(otherEngine, project, { what: "deploy r43" });
    await expect(refused).rejects.toMatchObject({
      code: "locked",
      message: expect.stringMatching(
        new RegExp(
          `^${project} is locked: anna@laptop is at "deploy r42" since .* \\(commit 91bc2f0, process ${process.pid}\\)\\.$`,
        ),
      ),
    });
    await lock.confirm();
    expect(await readLock(otherEngine, project)).toMatchObject({ id: lock.id, who: "anna@laptop", commit });
  });

  test("waiting ends when the lock is given back", async () => {
    const project = place.project();
    await using otherEngine = await place.connect();
    const lock = await acquireLock(place.engine, project, { what: "deploy r1", who: "anna@laptop" });
    const events: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const onWait = ({ who }: LockHolder) => {
        events.push(`waiting for ${who}`);
        Promise.resolve(lock[Symbol.asyncDispose]()).catch(reject);
      };
      acquireLock(otherEngine, project, { what: "deploy r2", wait: long, onWait })
        .then(async (next) => {
          events.push("acquired");
          await next[Symbol.asyncDispose]();
        })
        .then(resolve, reject);
    });
    expect(events).toEqual(["waiting for anna@laptop", "acquired"]);
  });

  test("waiting ends when its time is over, or it is given up", async () => {
    const project = place.project();
    await using _lock = await acquireLock(place.engine, project, { what: "deploy r1", heartbeat: lively });
    await expect(acquireLock(place.engine, project, { what: "deploy r2", wait: 500 })).rejects.toMatchObject({
      code: "locked",
    });
    const abort = new AbortController();
    const waiting = acquireLock(place.engine, project, {
      what: "deploy r2",
      wait: long,
      onWait: () => abort.abort(new Error("Ctrl-C")),
      signal: abort.signal,
    });
    await expect(waiting).rejects.toThrow("Ctrl-C");
  });

  test("a process that holds it keeps it; once killed with SIGKILL, it is replaced at once", async () => {
    const project = place.project();
    const holder = await startHolder(place.target, project);
    try {
      await expect(acquireLock(place.engine, project, { what: "deploy r2" })).rejects.toMatchObject({
        code: "locked",
        message: expect.stringContaining(`ben@server is at "deploy r1"`),
      });
    } finally {
      await killHolder(holder);
    }
    const dead: LockHolder[] = [];
    const onTakeover = (each: LockHolder) => void dead.push(each);
    await using lock = await acquireLock(place.engine, project, { what: "deploy r2", onTakeover });
    await lock.confirm();
    expect(dead).toMatchObject([{ who: "ben@server", what: "deploy r1", pid: holder.pid }]);
  });

  test("a holder on another machine is replaced when its heartbeat stands still, one that never had any too", async () => {
    const project = place.project();
    for (const count of [0, 17]) {
      const id = await placeLock(project);
      if (count > 0) await writeHeartbeat(place.engine, id, { count });
      const dead: string[] = [];
      await using lock = await acquireLock(place.engine, project, {
        what: "deploy r8",
        onTakeover: (holder) => void dead.push(holder.id),
      });
      await lock.confirm();
      expect(dead).toEqual([id]);
    }
  });

  test("a lock that is broken is lost to its holder, who is told; the next one's is not broken with it", async () => {
    const project = place.project();
    await using lock = await acquireLock(place.engine, project, { what: "deploy r1", heartbeat: 200 });
    const lost = new Promise<unknown>((resolve) => {
      lock.signal.addEventListener("abort", () => resolve(lock.signal.reason), { once: true });
    });
    expect(await breakLock(place.engine, lock)).toBe(true);
    await using next = await acquireLock(place.engine, project, { what: "deploy r2" });
    expect(await lost).toMatchObject({ code: "locked" });
    await expect(lock.confirm()).rejects.toMatchObject({ code: "locked" });
    expect(await breakLock(place.engine, lock)).toBe(false);
    await lock[Symbol.asyncDispose]();
    await next.confirm();
  });

  test("a container of that name that is no lock is refused", async () => {
    const project = place.project();
    const id = await createIdleContainer(place.engine, `gantry-${project}-lock`, { labels: {} });
    await expect(acquireLock(place.engine, project, { what: "deploy r1", wait: long })).rejects.toMatchObject({
      code: "name-conflict",
    });
    await place.engine.containers.remove(id ?? "");
  });
});
