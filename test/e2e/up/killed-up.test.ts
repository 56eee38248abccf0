import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { type Running, startGantry } from "../cli/start-gantry.ts";

/** Projects side by side, as each waits more than it works; and how often each is killed. */
const lanes = [0, 1, 2, 3];
const kills = 13;

let engine: Engine;
let directory: string;
let dockerHost: string;
const nameOf = (lane: number) => `gantry-killed-${process.pid}-${lane}`;

/** Three services in a chain, with a network, a volume and a config each kind of leftover could come from. */
const stackFile = (revision: number) => `
services:
  cache:
    image: redis:8-alpine
    environment: { REVISION: "${Math.floor(revision / 3)}" }
    tmpfs: [/data]
    networks: [back]
    healthcheck: { test: ["CMD", "redis-cli", "ping"], interval: 5s, timeout: 3s, retries: 5 }
    stop_grace_period: 1s
  worker:
    image: busybox:latest
    init: true
    command: ["sh", "-c", "touch /tmp/ready; exec sleep 3600"]
    environment: { REVISION: "${revision}" }
    volumes: ["state:/state"]
    networks: [back, front]
    configs: [{ source: motd, target: /etc/motd }]
    depends_on: { cache: { condition: service_healthy } }
    healthcheck: { test: ["CMD", "test", "-f", "/tmp/ready"], interval: 5s, timeout: 3s, retries: 5 }
    stop_grace_period: 1s
    x-gantry: { stateful: false }
  front:
    image: busybox:latest
    init: true
    command: ["sleep", "3600"]
    deploy: { replicas: ${1 + (revision % 2)} }
    networks: [front]
    depends_on: { worker: { condition: service_healthy } }
    stop_grace_period: 1s
configs: { motd: { content: "revision ${revision}" } }
networks: { back: { internal: true }, front: {} }
volumes: { state: {} }
`;

beforeAll(async () => {
  ({ dockerHost } = await labEngine("host"));
  engine = await connectEngine({ host: dockerHost });
  directory = await mkdtemp(join(tmpdir(), "gantry-killed-"));
});

afterAll(async () => {
  await Promise.all(lanes.map((lane) => gantryCommand(lane, ["down", "-v", "--yes"]).finished));
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

const fileOf = (lane: number) => join(directory, `${lane}.yaml`);

function gantryCommand(lane: number, argv: string[]): Running {
  return startGantry([...argv, "-p", nameOf(lane), "-f", fileOf(lane)], { env: { DOCKER_HOST: dockerHost } });
}

/** What of a project is on the engine, by name. */
async function listProject(project: string) {
  const filter = { labels: [`com.docker.compose.project=${project}`] };
  const [containers, networks, volumes] = await Promise.all([
    engine.containers.list(filter),
    engine.networks.list(filter),
    engine.volumes.list(filter),
  ]);
  return {
    containers: containers.map((container) => `${container.Names[0]?.slice(1)} ${container.State}`).sort(),
    networks: networks.map((network) => network.Name).sort(),
    volumes: volumes.map((volume) => volume.Name).sort(),
  };
}

describe.concurrent(`an up that is killed at a random moment, ${lanes.length * kills} times`, () => {
  it.each(lanes)("is finished by the next one without a stray, in project %i", { timeout: 900_000 }, async (lane) => {
    const project = nameOf(lane);
    const run = (...argv: string[]) => gantryCommand(lane, argv);
    const start = performance.now();
    await writeFile(fileOf(lane), stackFile(lane * kills));
    expect(await run("up").finished).toMatchObject({ code: 0 });
    const whole = performance.now() - start;
    for (let kill = 1; kill <= kills; kill++) {
      const revision = lane * kills + kill;
      // Every fifth time from nothing, else over a running stack whose definition has changed.
      if (revision % 5 === 0) await run("down", "-v", "--yes").finished;
      await writeFile(fileOf(lane), stackFile(revision));
      const moment = Math.random() * whole * 1.2;
      const killed = run("up");
      const timer = setTimeout(() => killed.child.kill("SIGKILL"), moment);
      await killed.finished;
      clearTimeout(timer);

      const { code, stdout, stderr } = await run("up").finished;
      const output = `revision ${revision}, killed after ${moment.toFixed(0)} ms:\n${stdout}${stderr}`;
      expect(code, output).toBe(0);
      const fronts = Array.from({ length: 1 + (revision % 2) }, (_, index) => `${project}-front-${index + 1} running`);
      expect(await listProject(project), output).toEqual({
        containers: [`${project}-cache-1 running`, ...fronts, `${project}-worker-1 running`].sort(),
        networks: [`${project}_back`, `${project}_front`],
        volumes: [`${project}_state`],
      });
      const worker = await engine.containers.inspect(`${project}-worker-1`);
      expect(worker.Config.Env).toContain(`REVISION=${revision}`);
    }
  });
});
