import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { EngineError } from "../../../../packages/gantry/src/engine/errors.ts";
import { makeTar, readTar } from "./make-tar.ts";
import { collect, IMAGE, join, type Subject } from "./subject.ts";

export function describeContainers(subject: Subject): void {
  describe("containers", () => {
    test("a container is created, started, stopped, and its exit code waited for", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.1; done"]);
      expect((await containers.inspect(id)).State.Status).toBe("created");
      await containers.start(id);
      await containers.start(id);
      const end = containers.wait(id);
      await containers.stop(id, { graceSeconds: 10 });
      expect(await end).toEqual({ exitCode: 7 });
      await containers.stop(id);
      expect((await containers.inspect(id)).State).toMatchObject({ Status: "exited", ExitCode: 7 });
    });

    test("what is asked for at its creation is what the inspection shows", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["sleep", "1"], {
        Env: ["A=1"],
        User: "1000:1000",
        ExposedPorts: { "80/tcp": {} },
        Healthcheck: { Test: ["CMD", "true"], Interval: 5_000_000_000, Retries: 2 },
        HostConfig: {
          Memory: 33_554_432,
          CapDrop: ["ALL"],
          ReadonlyRootfs: true,
          Init: true,
          Tmpfs: { "/run": "size=1m" },
          Mounts: [{ Type: "tmpfs", Target: "/scratch" }],
          PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] },
          RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
          LogConfig: { Type: "json-file", Config: { "max-size": "1m" } },
          Ulimits: [{ Name: "nofile", Soft: 100, Hard: 200 }],
        },
      });
      const { Config, HostConfig } = await containers.inspect(id);
      expect(Config).toMatchObject({ User: "1000:1000", Env: expect.arrayContaining(["A=1"]), Image: IMAGE });
      expect(Config.Healthcheck).toMatchObject({ Test: ["CMD", "true"], Interval: 5_000_000_000, Retries: 2 });
      expect(HostConfig).toMatchObject({
        Memory: 33_554_432,
        CapDrop: ["ALL"],
        ReadonlyRootfs: true,
        Init: true,
        RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1" }] },
      });
    });

    test("the list holds stopped ones too, filtered by labels and by exact names", async () => {
      const { containers } = subject.engine;
      const name = subject.name();
      const { id } = await containers.create(name, { Image: IMAGE, Labels: labelsOf(subject) });
      await containers.create(`${name}0`, { Image: IMAGE, Labels: labelsOf(subject) });
      const found = await containers.list({ labels: [subject.label], names: [name] });
      expect(found.map(({ Id, Names }) => [Id, Names])).toEqual([[id, [`/${name}`]]]);
      expect(await containers.list({ labels: [subject.label], names: [name], running: true })).toEqual([]);
      expect(await containers.list({ labels: [subject.label, "other=1"] })).toEqual([]);
    });

    test("a name that is taken is refused with 409, and the one that is there stays", async () => {
      const { containers } = subject.engine;
      const name = subject.name();
      const { id } = await containers.create(name, { Image: IMAGE, Labels: labelsOf(subject) });
      const second = containers.create(name, { Image: IMAGE });
      await expect(second).rejects.toMatchObject({ name: "EngineError", status: 409, path: "/containers/create" });
      expect((await containers.inspect(name)).Id).toBe(id);
    });

    test("an image or a container that is not there is 404", async () => {
      const { containers } = subject.engine;
      const create = containers.create(undefined, { Image: "gantry-contract/none:1" });
      await expect(create).rejects.toMatchObject({ status: 404 });
      const inspect = containers.inspect("gantry-contract-none");
      await expect(inspect).rejects.toBeInstanceOf(EngineError);
      await expect(inspect).rejects.toMatchObject({ status: 404, method: "GET" });
      await expect(containers.start("gantry-contract-none")).rejects.toMatchObject({ status: 404 });
      await expect(collect(containers.logs("gantry-contract-none"))).rejects.toMatchObject({ status: 404 });
    });

    test("a container is killed, restarted, renamed and removed", async () => {
      const { containers } = subject.engine;
      const id = await subject.run(["sleep", "600"]);
      await containers.kill(id, "SIGKILL");
      expect(await containers.wait(id)).toEqual({ exitCode: 137 });
      await containers.restart(id, { graceSeconds: 0 });
      expect((await containers.inspect(id)).State.Running).toBe(true);
      const name = subject.name();
      await containers.rename(id, name);
      expect((await containers.inspect(name)).Id).toBe(id);
      await expect(containers.remove(id)).rejects.toMatchObject({ status: 409 });
      const removed = containers.wait(id, { condition: "removed" });
      await containers.remove(id, { force: true });
      expect((await removed).exitCode).toBe(137);
      await expect(containers.inspect(id)).rejects.toMatchObject({ status: 404 });
    });

    test("the next exit can be waited for before the start", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["sh", "-c", "exit 3"]);
      const controller = new AbortController();
      const events = subject.engine.events({ filters: { container: [id] }, signal: controller.signal });
      const end = containers.wait(id, { condition: "next-exit" });
      await containers.start(id);
      expect(await end).toEqual({ exitCode: 3 });
      controller.abort(new Error("done"));
      await expect(collect(events)).rejects.toThrow("done");
    });

    test("a sample of its resources is there at once; two samples give the share of the processor", async () => {
      const { containers } = subject.engine;
      const id = await subject.run(["sleep", "600"], { HostConfig: { Memory: 67_108_864 } });
      const sample = await containers.stats(id);
      expect(sample.memory_stats.limit).toBe(67_108_864);
      expect(sample.memory_stats.usage).toBeGreaterThan(0);
      const two = await containers.stats(id, { twoSamples: true });
      expect(Date.parse(two.read)).toBeGreaterThan(Date.parse(two.preread));
      expect(two.precpu_stats.system_cpu_usage).toBeGreaterThan(0);
    });

    test("files are put into and taken from a container that was never started", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["cat", "/tmp/a/b"]);
      const files = { "a/b": "content\n", "a/c": "x".repeat(300_000) };
      await containers.putArchive(id, "/tmp", await makeTar(files));
      expect(await readTar(await containers.getArchive(id, "/tmp/a/b"))).toEqual({ b: "content\n" });
      await containers.start(id);
      await containers.wait(id);
      expect(join(await collect(containers.logs(id)), "stdout")).toBe("content\n");
    });

    test("an archive to a place that is not there is 404, however large it is", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["true"]);
      // More than the buffers on the way to an engine behind ssh can take in.
      const pieces = 400;
      let sent = 0;
      const large = Readable.from(
        (async function* () {
          for (; sent < pieces; sent++) yield Buffer.alloc(1_000_000);
        })(),
        { objectMode: false },
      );
      await expect(containers.putArchive(id, "/nowhere", large)).rejects.toMatchObject({ status: 404 });
      expect(large.destroyed).toBe(true);
      expect(sent).toBeLessThan(pieces);
      await expect(containers.putArchive(id, "/nowhere", Buffer.alloc(5_000_000))).rejects.toMatchObject({
        status: 404,
      });
      await expect(containers.getArchive(id, "/nowhere")).rejects.toMatchObject({ status: 404 });
    });

    test("an archive whose source fails is the source's error", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["true"]);
      const failure = new Error("the disk is gone");
      const archive = (async function* () {
        yield Buffer.alloc(1_000_000);
        throw failure;
      })();
      await expect(containers.putArchive(id, "/tmp", archive)).rejects.toBe(failure);
    });
  });
}

const labelsOf = ({ label }: Subject): Record<string, string> => ({ "gantry.contract": label.split("=")[1] ?? "" });
