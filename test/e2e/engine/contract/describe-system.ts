import { describe, expect, test } from "vitest";
import { collect, type Subject } from "./subject.ts";

export function describeSystem(subject: Subject): void {
  describe("system", () => {
    test("a ping settles on an API version that both speak", async () => {
      const { apiVersion } = await subject.engine.ping();
      expect(apiVersion).toMatch(/^1\.(4[1-9]|5[01])$/);
      expect(subject.engine.apiVersion).toBe(apiVersion);
    });

    test("the engine tells its version and what it runs on", async () => {
      const [version, info] = await Promise.all([subject.engine.version(), subject.engine.info()]);
      expect(version.Version).toMatch(/^\d+\./);
      expect(info).toMatchObject({ OSType: "linux", ServerVersion: version.Version });
      expect(info.MemTotal).toBeGreaterThan(0);
    });

    test("events of a container come in their order, until the time that was asked for", async () => {
      const { engine } = subject;
      const since = (await engineTime(subject)) - 1;
      const id = await subject.run(["true"]);
      await engine.containers.wait(id);
      const events = await collect(
        engine.events({ since, until: (await engineTime(subject)) + 1, filters: { container: [id] } }),
      );
      const actions = events.map(({ Action }) => Action);
      expect(actions.filter((action) => ["create", "start", "die"].includes(action))).toEqual([
        "create",
        "start",
        "die",
      ]);
      expect(events.find(({ Action }) => Action === "die")?.Actor.Attributes["exitCode"]).toBe("0");
    });

    test("an event is there as soon as it happens", async () => {
      const { engine } = subject;
      const id = await subject.create(["true"]);
      const events = engine.events({ filters: { container: [id] } })[Symbol.asyncIterator]();
      const first = events.next();
      await engine.containers.rename(id, subject.name());
      expect((await first).value).toMatchObject({ Type: "container", Action: "rename", Actor: { ID: id } });
      await events.return?.();
    });
  });
}

/** The engine's own clock, in whole seconds. */
async function engineTime(subject: Subject): Promise<number> {
  const id = await subject.create(["true"]);
  const { Created } = await subject.engine.containers.inspect(id);
  return Math.floor(Date.parse(Created) / 1000);
}
