import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadCompose } from "../../../packages/gantry/src/compose/load-compose.ts";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import type { ContainerInspect } from "../../../packages/gantry/src/engine/types.ts";
import { describeStack } from "../../../packages/gantry/src/plan/describe-stack.ts";
import type { Desired } from "../../../packages/gantry/src/plan/desired.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { observe } from "../../../packages/gantry/src/plan/observe.ts";
import type { Observed } from "../../../packages/gantry/src/plan/observed.ts";
import { readFileSources } from "../../../packages/gantry/src/plan/read-file-sources.ts";
import type { EngineName } from "../../lab/engines/engine-spec.ts";
import { composeBinary, engine as labEngine } from "../../lab/lab.ts";

const run = promisify(execFile);

/** One Compose file, brought up under a name of its own by Docker Compose, by Gantry, or by both. */
export interface ComposeProject extends AsyncDisposable {
  name: string;
  engine: Engine;
  /** Runs Docker Compose; returns what it prints. */
  compose(...args: string[]): Promise<string>;
  describe(): Promise<Desired>;
  observe(): Promise<Observed>;
  /** By name without the project's. */
  containers(): Promise<Record<string, ContainerInspect>>;
}

export async function createComposeProject(file: string, host: "host" | EngineName): Promise<ComposeProject> {
  const suffix = randomBytes(3);
  const name = `gantry-test-plan-${suffix.toString("hex")}`;
  const directory = await mkdtemp(join(tmpdir(), "gantry-test-plan-"));
  await copyFile(file, join(directory, "compose.yaml"));
  await mkdir(join(directory, "folder"));
  const environment = { TOKEN: "hunter2", SUBNET: `10.${suffix.readUInt8(0)}.${suffix.readUInt8(1)}` };
  const { dockerHost } = await labEngine(host);
  const engine = await connectEngine({ host: dockerHost });
  const { apiVersion } = await engine.ping();

  const describe = async () => {
    const loaded = await loadCompose({ directory, projectName: name, environment });
    const fileContents = await readFileSources(loaded);
    const { stack, files, positions } = loaded;
    return describeStack(stack, { engine: { apiVersion }, directory, files, positions, fileContents });
  };
  const compose = async (...args: string[]) => {
    const env = { PATH: process.env["PATH"], HOME: homedir(), DOCKER_HOST: dockerHost, ...environment };
    const { stdout } = await run(composeBinary(), ["-p", name, ...args], { cwd: directory, env, timeout: 90_000 });
    return stdout;
  };
  return {
    name,
    engine,
    compose,
    describe,
    observe: async () => observe(engine, name, await describe()),
    containers: async () => {
      const found = await engine.containers.list({ labels: [`${label.project}=${name}`] });
      const inspected = await Promise.all(found.map(({ Id }) => engine.containers.inspect(Id)));
      return Object.fromEntries(inspected.map((each) => [each.Name.slice(name.length + 2), each]));
    },
    [Symbol.asyncDispose]: async () => {
      await compose("down", "--volumes", "--remove-orphans", "--timeout", "0");
      await engine.close();
      await rm(directory, { recursive: true });
    },
  };
}
