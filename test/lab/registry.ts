import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { containerName, type EngineName } from "./engines/engine-spec.ts";
import { labLabel } from "./engines/ensure-engine.ts";
import { docker, tryDocker } from "./host/docker.ts";
import { buildImage } from "./images/build-image.ts";
import { recipeFor } from "./images/catalogue.ts";
import { imageOf } from "./images/recipe.ts";
import { engine } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { labPath } from "./paths.ts";

const ports = { open: 15_550, login: 15_551 } as const;
const user = "lab";
const specLabel = "gantry.lab.spec";
const startMs = 30_000;

export interface RegistryOptions {
  /** The engines that must reach it, this machine's among them. Default: this machine's alone. */
  from?: readonly ("host" | EngineName)[];
  /** Whether it wants a user and a password. Default: false. */
  login?: boolean;
}

export interface LabRegistry {
  /** The first part of a reference, the same on every engine that reaches it: `localhost:15550`. */
  host: string;
  /** What to log in with; undefined where nobody asks. */
  login: { username: string; password: string } | undefined;
}

/**
 * A registry on a loopback port. Each engine has one in its own network, and all of them serve the same volume: what one engine pushes,
 * another can pull by the same name. Starts what is not there.
 */
export async function ensureRegistry({ from = ["host"], login = false }: RegistryOptions = {}): Promise<LabRegistry> {
  const kind = login ? "login" : "open";
  const { dockerHost: host } = await engine("host");
  for (const name of from) await engine(name);
  return withLock("registry", async () => {
    await buildImage(host, recipeFor("registry"));
    const password = login ? await ensurePassword() : undefined;
    for (const name of from) await ensureMember(host, name, { kind, password });
    return {
      host: `localhost:${ports[kind]}`,
      login: password === undefined ? undefined : { username: user, password },
    };
  });
}

interface Member {
  kind: keyof typeof ports;
  password: string | undefined;
}

async function ensureMember(host: string, name: "host" | EngineName, member: Member): Promise<void> {
  const container = `gantry-lab-registry-${member.kind}-${name}`;
  const network = name === "host" ? "host" : `container:${containerName(name)}`;
  const spec = await hashSpec(host, name, member);
  const format = `{{.State.Running}} {{index .Config.Labels "${specLabel}"}}`;
  const { stdout } = await tryDocker(host, ["container", "inspect", "--format", format, container]);
  if (stdout.trim() === `true ${spec}`) return;
  await tryDocker(host, ["rm", "--force", container]);
  const environment: Record<string, string> = { REGISTRY_PORT: String(ports[member.kind]), REGISTRY_USER: user };
  if (member.password !== undefined) environment["REGISTRY_PASSWORD"] = member.password;
  await docker(
    host,
    [
      "run",
      "--detach",
      `--name=${container}`,
      `--label=${labLabel}`,
      `--label=${specLabel}=${spec}`,
      `--network=${network}`,
      `--volume=gantry-lab-registry-${member.kind}:/var/lib/registry`,
      // By name: the value comes from the environment of the command.
      ...Object.keys(environment).map((variable) => `--env=${variable}`),
      imageOf("registry"),
    ],
    { env: environment },
  );
  await waitForPort(host, container, ports[member.kind]);
}

/** Another hash means that it has to be made anew: an engine that was started again has another network. */
async function hashSpec(host: string, name: "host" | EngineName, { kind, password }: Member): Promise<string> {
  const format = "{{.Id}} {{.State.StartedAt}}";
  const owner =
    name === "host" ? "" : await docker(host, ["container", "inspect", "--format", format, containerName(name)]);
  const image = await docker(host, ["image", "inspect", "--format", "{{.Id}}", imageOf("registry")]);
  const parts = [owner, image, kind, password ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

async function waitForPort(host: string, container: string, port: number): Promise<void> {
  const probe = ["exec", container, "bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`];
  const deadline = performance.now() + startMs;
  while ((await tryDocker(host, probe)).exitCode !== 0) {
    if (performance.now() > deadline) {
      const { stderr } = await tryDocker(host, ["logs", "--tail=20", container]);
      throw new LabError(`${container} does not start. The end of its log:\n${stderr}`);
    }
    await delay(100);
  }
}

async function ensurePassword(): Promise<string> {
  const path = labPath("keys/registry-password");
  const known = await readFile(path, "utf8").catch(() => undefined);
  if (known !== undefined) return known;
  const made = randomBytes(12).toString("hex");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, made, { mode: 0o600 });
  return made;
}
