import process from "node:process";
import { describe, expect, test, vi } from "vitest";
import { EngineUnreachableError } from "../../../../packages/gantry/src/engine/errors.ts";
import { collect, join, type Subject } from "./subject.ts";

/** Sockets and processes that this process holds open. */
function countHandles(): number {
  const kinds = ["PipeWrap", "TCPSocketWrap", "TLSWrap", "ProcessWrap", "TCPWRAP", "PIPEWRAP"];
  return process.getActiveResourcesInfo().filter((kind) => kinds.includes(kind)).length;
}

export function describeRobustness(subject: Subject): void {
  describe("robustness", () => {
    test("50 calls at once are all answered", async () => {
      const { engine } = subject;
      const id = await subject.create(["true"]);
      const answers = await Promise.all(Array.from({ length: 50 }, () => engine.containers.inspect(id)));
      expect(new Set(answers.map(({ Id }) => Id))).toEqual(new Set([id]));
    });

    test("calls are answered while 12 streams are open", async () => {
      const { containers } = subject.engine;
      const id = await subject.run(["sh", "-c", "echo ready; sleep 600"]);
      const streams = Array.from({ length: 12 }, () => containers.logs(id, { follow: true })[Symbol.asyncIterator]());
      const first = await Promise.all(streams.map((stream) => stream.next()));
      expect(first.map(({ value }) => join([value], "stdout"))).toEqual(Array(12).fill("ready\n"));
      const pending = streams.map((stream) => stream.next());
      expect((await containers.inspect(id)).Id).toBe(id);
      await Promise.all(streams.map((stream) => stream.return?.()));
      expect(await Promise.all(pending)).toEqual(Array(12).fill({ done: true, value: undefined }));
    });

    test("a signal that has fired sends nothing", async () => {
      const reason = new Error("too late");
      const signal = AbortSignal.abort(reason);
      const name = subject.name();
      await expect(subject.engine.volumes.create({ Name: name }, { signal })).rejects.toBe(reason);
      expect(await subject.engine.volumes.list({ names: [name] })).toEqual([]);
    });

    test("a wait is ended by its signal", async () => {
      const id = await subject.run(["sleep", "600"]);
      const controller = new AbortController();
      const wait = subject.engine.containers.wait(id, { signal: controller.signal });
      await subject.engine.containers.inspect(id);
      const reason = new Error("enough");
      controller.abort(reason);
      await expect(wait).rejects.toBe(reason);
    });

    test("a call that takes longer than the limit is given up", async () => {
      await using engine = await subject.connect({ timeout: 300 });
      await engine.ping().catch(() => {});
      const id = await subject.run(["sleep", "600"]);
      const slow = engine.containers.stats(id, { twoSamples: true });
      await expect(slow).rejects.toMatchObject({ name: "EngineUnreachableError", reason: "timeout" });
    });

    test("streams that are cut short by a signal, a loop or a destruction leave nothing open", async () => {
      const before = countHandles();
      {
        await using engine = await subject.connect();
        const id = await subject.run(["sh", "-c", "while :; do echo tick; done"]);
        const controller = new AbortController();
        const exec = engine.exec(id, { command: ["sleep", "600"], signal: controller.signal });
        const session = await engine.execSession(id, { command: ["cat"], stdin: true });
        await session[Symbol.asyncDispose]();
        for await (const _ of engine.containers.logs(id, { follow: true })) break;
        const archive = await engine.images.save(["busybox:latest"]);
        archive.destroy();
        const events = collect(engine.events({ signal: controller.signal }));
        await engine.ping();
        controller.abort(new Error("enough"));
        await expect(exec).rejects.toThrow("enough");
        await expect(events).rejects.toThrow("enough");
        await engine.containers.kill(id);
      }
      await vi.waitFor(() => expect(countHandles()).toBeLessThanOrEqual(before), { timeout: 5_000 });
    });

    test("closing ends what is under way and refuses what comes later", async () => {
      const engine = await subject.connect();
      const id = await subject.run(["sleep", "600"]);
      const wait = engine.containers.wait(id);
      const session = await engine.execSession(id, { command: ["cat"], stdin: true });
      const output = collect(session.output);
      await engine.ping();
      const outcomes = Promise.allSettled([wait, output]);
      await engine.close();
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({
          status: "rejected",
          reason: { name: "EngineUnreachableError", reason: "closed" },
        });
      }
      await expect(engine.ping()).rejects.toBeInstanceOf(EngineUnreachableError);
      await engine.close();
    });
  });
}
