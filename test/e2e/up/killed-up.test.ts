import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { type Running, startGantry } from "../cli/start-gantry.ts";

const kills = 50;
const project = `gantry-killed-${process.pid}`;
const filter = { labels: [`com.docker.compose.project=${project}`] };

let engine: Engine;
let directory: string;
let dockerHost: string;

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
  await gantryCommand(["down", "-v", "--yes"]).finished;
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

function gantryCommand(argv: string[]): Running {
  const options = ["-p", project, "-f", join(directory, "compose.yaml")];
  return startGantry([...argv, ...options], { env: { DOCKER_HOST: dockerHost } });
}

/** What of the project is on the engine, by name. */
async function listProject() {
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

it(`an up that is killed at a random moment, ${kills} times, is finished by the next one without a stray`, {
  timeout: 900_000,
}, async () => {
  const start = performance.now();
  await writeFile(join(directory, "compose.yaml"), stackFile(0));
  expect(await gantryCommand(["up"]).finished).toMatchObject({ code: 0 });
  const whole = performance.now() - start;
  for (let revision = 1; revision <= kills; revision++) {
    // Every fifth time from nothing, else over a running stack whose definition has changed.
    if (revision % 5 === 0) await gantryCommand(["down", "-v", "--yes"]).finished;
    await writeFile(join(directory, "compose.yaml"), stackFile(revision));
    const moment = Math.random() * whole * 1.2;
    const killed = gantryCommand(["up"]);
    const timer = setTimeout(() => killed.child.kill("SIGKILL"), moment);
    await killed.finished;
    clearTimeout(timer);

    const { code, stdout, stderr } = await gantryCommand(["up"]).finished;
    const output = stdout + stderr;
    expect(code, `revision ${revision}, killed after ${moment.toFixed(0)} ms:\n${output}`).toBe(0);
    const fronts = Array.from({ length: 1 + (revision % 2) }, (_, index) => `${project}-front-${index + 1} running`);
    expect(await listProject(), `revision ${revision}, killed after ${moment.toFixed(0)} ms:\n${output}`).toEqual({
      containers: [`${project}-cache-1 running`, ...fronts, `${project}-worker-1 running`].sort(),
      networks: [`${project}_back`, `${project}_front`],
      volumes: [`${project}_state`],
    });
    const worker = await engine.containers.inspect(`${project}-worker-1`);
    expect(worker.Config.Env).toContain(`REVISION=${revision}`);
  }
});
