import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdleContainer } from "../../../packages/gantry/src/release/state/create-idle-container.ts";
import { findState, openState } from "../../../packages/gantry/src/release/state/open-state.ts";
import { createWorkspace, shopFile } from "../cli/workspace.ts";
import { readModes } from "./read-modes.ts";
import { listState, openPlace, placeNames, type StatePlace } from "./state-lab.ts";

const text = (value: Uint8Array | undefined) => value && Buffer.from(value).toString();

describe.each(placeNames)("the state of a stack on %s", (name) => {
  let place: StatePlace;
  beforeAll(async () => {
    place = await openPlace(name);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  test("a record is read as it was written last, by whoever opens the state", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    const large = randomBytes(300_000);
    expect(await state.read("journal")).toBeUndefined();
    expect(await state.write("journal", Buffer.from("one"))).toBe(1);
    expect(await state.write("journal", Buffer.from("two"), { follows: 1 })).toBe(2);
    await state.write("payloads/0", large);
    await state.write("payloads/1", Buffer.alloc(0));
    await state.write("payloads/2", Buffer.from("gone soon"));
    await state.erase("payloads/2");
    await state.erase("payloads/3");

    await using engine = await place.connect();
    const other = await findState(engine, project);
    expect(text(await other?.read("journal"))).toBe("two");
    const payloads = (await other?.readAll("payloads")) ?? new Map<string, Buffer>();
    expect([...payloads].map(([key, content]) => `${key}: ${content.length}`)).toEqual(["0: 300000", "1: 0"]);
    expect(payloads.get("0")?.equals(large)).toBe(true);
    expect(await other?.readAll("audit")).toEqual(new Map());
    expect(await other?.write("journal", Buffer.from("three"))).toBe(3);
    expect(text(await state.read("journal"))).toBe("three");
  });

  test("only root can look at it, and what was to be forgotten is not on the disk", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    await state.write("payloads/0", Buffer.from("PASSWORD=hunter2"));
    await state.write("payloads/0", Buffer.from("PASSWORD=hunter3"), { forget: true });
    await state.write("payloads/1", Buffer.from("PASSWORD=hunter4"));
    await state.erase("payloads/1");
    const { modes, content } = await readModes(place.engine, `gantry-${project}-state`, "/state");
    expect(modes).toEqual({
      "state/": "700 0:0",
      "state/payloads/": "700 0:0",
      "state/payloads/0/": "700 0:0",
      "state/payloads/0/a": "600 0:0",
      "state/payloads/0/b": "600 0:0",
      "state/payloads/1/": "700 0:0",
      "state/payloads/1/a": "600 0:0",
      "state/payloads/1/b": "600 0:0",
    });
    expect([2, 3, 4].map((number) => content.includes(`hunter${number}`))).toEqual([false, true, false]);
  });

  test("who only looks makes nothing", async () => {
    const project = place.project();
    expect(await findState(place.engine, project)).toBeUndefined();
    expect(await listState(place.engine, project)).toEqual([]);
  });

  test("many who open it at once make one volume, one container that never ran, and one image", async () => {
    const project = place.project();
    const before = await place.engine.images.list({ filters: { dangling: ["true"] } });
    await Promise.all(Array.from({ length: 5 }, () => openState(place.engine, project)));
    expect(await listState(place.engine, project)).toEqual([
      `container gantry-${project}-state created`,
      `volume gantry-${project}-state`,
    ]);
    const { Config, HostConfig } = await place.engine.containers.inspect(`gantry-${project}-state`);
    expect(Object.keys(Config.Labels ?? {}).filter((key) => key.startsWith("com.docker.compose"))).toEqual([]);
    expect(HostConfig.NetworkMode).toBe("none");
    const after = await place.engine.images.list({ filters: { dangling: ["true"] } });
    const ids = new Set(before.map(({ Id }) => Id));
    expect(after.filter(({ Id, Labels }) => !ids.has(Id) && Labels?.["gantry.role"] === "state")).toEqual([]);
  });

  test("what `docker container prune` takes away is made again, and nothing is lost", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    await state.write("journal", Buffer.from("one"));
    await place.engine.containers.remove(`gantry-${project}-state`);
    expect(text(await state.read("journal"))).toBe("one");
    await place.engine.containers.remove(`gantry-${project}-state`);
    await state.write("ledger", Buffer.from("two"));
    expect(text(await (await openState(place.engine, project)).read("ledger"))).toBe("two");
    expect(text(await state.read("journal"))).toBe("one");
  });

  test("a volume or a container of somebody else's is left alone", async () => {
    const project = place.project();
    const name = `gantry-${project}-state`;
    await createIdleContainer(place.engine, name, { labels: {} });
    await expect(openState(place.engine, project)).rejects.toMatchObject({
      code: "name-conflict",
      message: `The container ${name} is not Gantry's: it lacks the label gantry.stack=${project}.`,
    });
    await place.engine.containers.remove(name);
    await place.engine.volumes.remove(name);
    await place.engine.volumes.create({ Name: name });
    await expect(findState(place.engine, project)).rejects.toMatchObject({ code: "name-conflict" });
    await expect(openState(place.engine, project)).rejects.toMatchObject({ code: "name-conflict" });
    await place.engine.volumes.remove(name);
  });

  test("an aborted call is given up", async () => {
    const abort = new AbortController();
    const state = await openState(place.engine, place.project(), { signal: abort.signal });
    abort.abort(new Error("Ctrl-C"));
    await expect(state.read("journal")).rejects.toThrow("Ctrl-C");
    await expect(state.write("journal", Buffer.from("one"))).rejects.toThrow("Ctrl-C");
  });
});

test("`docker compose down` and `gantry down` take the stack away and leave its state, which goes with the volumes when asked", async () => {
  await using place = await openPlace("host");
  await using workspace = await createWorkspace();
  const project = workspace.name;
  await workspace.write("compose.yaml", shopFile(project));
  const state = await openState(workspace.engine, project);
  await state.write("journal", Buffer.from("one"));
  const kept = [`container gantry-${project}-state created`, `volume gantry-${project}-state`];
  expect(await workspace.gantry(["up"])).toMatchObject({ code: 0 });
  expect(await workspace.compose("down", "--volumes", "--remove-orphans")).toMatchObject({ code: 0 });
  expect(await listState(place.engine, project)).toEqual(kept);
  expect(await workspace.gantry(["up"])).toMatchObject({ code: 0 });
  expect(await workspace.gantry(["down", "--remove-orphans"])).toMatchObject({ code: 0 });
  expect(await listState(place.engine, project)).toEqual(kept);
  expect(text(await state.read("journal"))).toBe("one");
  const refused = await workspace.gantry(["down", "--volumes"]);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain(`gantry-${project}-state (its releases)`);
  expect(await workspace.gantry(["down", "--volumes", "--yes"])).toMatchObject({ code: 0 });
  expect(await listState(place.engine, project)).toEqual([]);
});
