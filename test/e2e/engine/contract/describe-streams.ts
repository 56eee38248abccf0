import { describe, expect, test } from "vitest";
import { collect, join, type Subject } from "./subject.ts";

const MEGABYTE = 1_048_576;

export function describeStreams(subject: Subject): void {
  describe("logs", () => {
    test("stdout and stderr are told apart", async () => {
      const id = await subject.run(["sh", "-c", "echo out; echo err >&2"]);
      await subject.engine.containers.wait(id);
      const chunks = await collect(subject.engine.containers.logs(id));
      expect([join(chunks, "stdout"), join(chunks, "stderr")]).toEqual(["out\n", "err\n"]);
    });

    test("a terminal's output is not split", async () => {
      const id = await subject.run(["sh", "-c", "echo out; echo err >&2"], { Tty: true });
      await subject.engine.containers.wait(id);
      const chunks = await collect(subject.engine.containers.logs(id));
      expect([join(chunks, "stdout"), join(chunks, "stderr")]).toEqual(["out\r\nerr\r\n", ""]);
    });

    test("the tail, the timestamps and the time to begin with are the engine's", async () => {
      const { containers } = subject.engine;
      const id = await subject.run(["sh", "-c", "echo 1; echo 2; sleep 1.5; echo 3"]);
      await containers.wait(id);
      expect(join(await collect(containers.logs(id, { tail: 2 })), "stdout")).toBe("2\n3\n");
      const stamped = join(await collect(containers.logs(id, { timestamps: true })), "stdout").split("\n");
      expect(stamped[0]).toMatch(/^\d{4}-\d\d-\d\dT\S+ 1$/);
      const second = Date.parse(stamped[1]?.split(" ")[0] ?? "") / 1000;
      expect(join(await collect(containers.logs(id, { since: second + 0.5 })), "stdout")).toBe("3\n");
      expect(join(await collect(containers.logs(id, { until: second + 0.5 })), "stdout")).toBe("1\n2\n");
    });

    test("following ends when the container does", async () => {
      const id = await subject.run(["sh", "-c", "echo 1; sleep 0.5; echo 2"]);
      expect(join(await collect(subject.engine.containers.logs(id, { follow: true })), "stdout")).toBe("1\n2\n");
    });

    test("following ends when its loop is left, and when its signal fires", async () => {
      const { containers } = subject.engine;
      const id = await subject.run(["sh", "-c", "while :; do echo tick; sleep 0.05; done"]);
      for await (const { data } of containers.logs(id, { follow: true })) {
        expect(data.toString()).toContain("tick");
        break;
      }
      const controller = new AbortController();
      const reason = new Error("enough");
      const follow = async () => {
        for await (const _ of containers.logs(id, { follow: true, signal: controller.signal }))
          controller.abort(reason);
      };
      await expect(follow()).rejects.toBe(reason);
    });
  });

  describe("exec", () => {
    test("a command gives its output and its exit code", async () => {
      const id = await subject.run(["sleep", "600"]);
      const result = await subject.engine.exec(id, {
        command: ["sh", "-c", "echo $A; pwd; id -u; exit 4"],
        env: ["A=b"],
        workingDir: "/tmp",
        user: "65534",
      });
      expect(result).toEqual({ exitCode: 4, output: "b\n/tmp\n65534\n" });
    });

    test("10 MB of output come whole; what is kept can be limited without blocking the command", async () => {
      const id = await subject.run(["sleep", "600"]);
      const command = ["sh", "-c", "head -c 10485760 /dev/zero | tr '\\0' x; echo end >&2"];
      const whole = await subject.engine.exec(id, { command, maxOutput: 20 * MEGABYTE });
      expect(whole.output.replaceAll("end\n", "").length).toBe(10 * MEGABYTE);
      const limited = await subject.engine.exec(id, { command, maxOutput: 100 });
      expect(limited.output).toHaveLength(100);
      expect(limited.exitCode).toBe(0);
    });

    test("the exit code is the command's, also when it closes its output long before it ends", async () => {
      const id = await subject.run(["sleep", "600"]);
      const command = ["sh", "-c", "exec >/dev/null 2>&1; sleep 0.5; exit 9"];
      expect(await subject.engine.exec(id, { command })).toEqual({ exitCode: 9, output: "" });
    });

    test("a command in a container that does not run, or is not there, is refused", async () => {
      const stopped = await subject.create(["true"]);
      await expect(subject.engine.exec(stopped, { command: ["true"] })).rejects.toMatchObject({ status: 409 });
      const none = subject.engine.exec("gantry-contract-none", { command: ["true"] });
      await expect(none).rejects.toMatchObject({ status: 404 });
    });

    test("a command that does not exist ends with 126 or 127, or is refused", async () => {
      const id = await subject.run(["sleep", "600"]);
      const outcome = await subject.engine.exec(id, { command: ["/no/such/command"] }).then(
        ({ exitCode }) => exitCode,
        (error: { status?: number }) => error.status,
      );
      expect([126, 127, 400]).toContain(outcome);
    });

    test("the end of stdin reaches the command, and its answer still comes", async () => {
      const id = await subject.run(["sleep", "600"]);
      await using session = await subject.engine.execSession(id, {
        command: ["sh", "-c", "wc -c; exit 5"],
        stdin: true,
      });
      const output = collect(session.output);
      await session.write(Buffer.alloc(10 * MEGABYTE));
      session.end();
      expect(join(await output, "stdout").trim()).toBe(String(10 * MEGABYTE));
      expect(await session.exitCode()).toBe(5);
    });

    test("10 MB go through a command and come back the same", async () => {
      const id = await subject.run(["sleep", "600"]);
      await using session = await subject.engine.execSession(id, { command: ["cat"], stdin: true });
      const sent = Buffer.from(Array.from({ length: 10 * MEGABYTE }, (_, index) => (index * 31) % 251));
      const output = collect(session.output);
      await session.write(sent);
      session.end();
      const received = Buffer.concat((await output).map(({ data }) => data));
      expect(received.equals(sent)).toBe(true);
      expect(await session.exitCode()).toBe(0);
    });

    test("a terminal has the size that it is given", async () => {
      const id = await subject.run(["sleep", "600"]);
      await using session = await subject.engine.execSession(id, { command: ["sh"], tty: true, stdin: true });
      const output = collect(session.output);
      await session.resize({ columns: 101, rows: 31 });
      await session.write(Buffer.from("stty size; exit\n"));
      expect(join(await output, "stdout")).toContain("31 101");
    });

    test("the exit code can be asked for without reading the output", async () => {
      const id = await subject.run(["sleep", "600"]);
      const command = ["sh", "-c", "head -c 3000000 /dev/zero; exit 6"];
      await using session = await subject.engine.execSession(id, { command });
      expect(await session.exitCode()).toBe(6);
    });
  });

  describe("attach", () => {
    test("a container's streams are attached before it starts, and its exit code follows", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["sh", "-c", "cat; echo err >&2; exit 8"], { OpenStdin: true, StdinOnce: true });
      await using session = await containers.attach(id, { stdin: true });
      const output = collect(session.output);
      await containers.start(id);
      await session.write(Buffer.from("hello"));
      session.end();
      const chunks = await output;
      expect([join(chunks, "stdout"), join(chunks, "stderr")]).toEqual(["hello", "err\n"]);
      expect(await session.exitCode()).toBe(8);
    });

    test("a container with a terminal is attached and resized", async () => {
      const { containers } = subject.engine;
      const id = await subject.create(["sh"], { OpenStdin: true, StdinOnce: true, Tty: true });
      await using session = await containers.attach(id, { stdin: true });
      const output = collect(session.output);
      await containers.start(id);
      await containers.resize(id, { columns: 91, rows: 21 });
      await session.resize({ columns: 92, rows: 22 });
      await session.write(Buffer.from("stty size; exit 2\n"));
      expect(join(await output, "stdout")).toContain("22 92");
      expect(await session.exitCode()).toBe(2);
    });
  });
}
