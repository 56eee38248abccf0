import { randomBytes } from "node:crypto";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createFolder } from "./folder.ts";

/** Who asks for a program that is not there, and for one that is; nothing is known of the images by their names. */
const compose = (name: string): string => `services:
  web:
    image: ${name}:1
    healthcheck: { test: ["CMD", "curl", "-f", "http://127.0.0.1:3000/"] }
  api:
    image: ${name}:1
    healthcheck: { test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:3000/"] }
  built:
    build: .
    image: ${name}:built
    healthcheck: { test: ["CMD", "/app/probe"] }
`;

test.each(["host", "28.5-containerd"] as const)(
  "with --live the engine %s tells which programs are in its images, and nothing of it stays",
  async (lab) => {
    const { dockerHost } = await labEngine(lab);
    const name = `gantry-check-live-${randomBytes(4).toString("hex")}`;
    await using folder = await createFolder({
      "compose.yaml": compose(name),
      Dockerfile: "FROM registry.example.com/base\nCOPY . .\n",
    });
    await using engine = await connectEngine({ host: dockerHost });
    const makeImage = async (tag: string, ...programs: string[]) => {
      const tar = pack();
      for (const each of programs) tar.entry({ name: each, mode: 0o755 }, "program");
      tar.finalize();
      const chunks: Buffer[] = [];
      for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
      return engine.images.import(
        Buffer.concat(chunks),
        { repo: name, tag },
        { changes: ["ENV PATH=/usr/bin:/bin", "USER 1000"] },
      );
    };
    const env = { DOCKER_HOST: dockerHost };
    const findings = async (...args: string[]): Promise<string[]> => {
      const only = ["check", "--json", "--rule", "health-tool-missing", ...args];
      const { stdout } = await folder.gantry(only, { env });
      return JSON.parse(stdout).findings.map(({ message }: { message: string }) => message);
    };
    try {
      await makeImage("1", "bin/sh", "usr/bin/wget");
      expect(await findings()).toEqual([]);
      const missing = `The health check of "web" runs curl, which ${name}:1 does not have.`;
      expect(await findings("--live")).toEqual([missing]);
      // An image that is built is looked at too, as far as its Dockerfile leaves something open.
      await makeImage("built", "bin/sh");
      const own = 'The health check of "built" runs /app/probe, which the image of Dockerfile does not have.';
      expect(await findings("--live")).toEqual([missing, own]);
      await makeImage("built", "bin/sh", "app/probe");
      expect(await findings("--live")).toEqual([missing]);
      expect(await engine.containers.list({ labels: ["gantry.check=live"] })).toEqual([]);
    } finally {
      for (const tag of ["1", "built"])
        await engine.images.remove(`${name}:${tag}`, { force: true }).catch(() => undefined);
    }
  },
  120_000,
);

test("with --live an engine that is not there is an error that says so", async () => {
  await using folder = await createFolder({ "compose.yaml": compose("shop") });
  const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
  const { code, stderr } = await folder.gantry(["check", "--live"], { env });
  expect(code).toBeGreaterThan(0);
  expect(stderr).toContain("/nonexistent/docker.sock");
});
