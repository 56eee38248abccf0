import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { connectEngine } from "../../packages/gantry/src/engine/connect-engine.ts";
import { labLabel } from "../lab/engines/ensure-engine.ts";
import { waitForSocket } from "../lab/engines/ping.ts";
import { choosePrivileges } from "../lab/engines/privileges.ts";
import { docker, tryDocker } from "../lab/host/docker.ts";
import { engine as labEngine } from "../lab/lab.ts";

const image = "gantry-lab/engine-sid";

export interface SmallEngineOptions {
  /** Of its container. */
  name: string;
  /** Room for all that it stores, in memory. */
  megabytes: number;
  /** Whether it has the containerd image store. Default: the classic one. */
  containerd?: boolean;
}

/** Starts an engine of version 28.5 that has little room. */
export async function startSmallEngine({ name, megabytes, containerd = false }: SmallEngineOptions) {
  const { dockerHost } = await labEngine("host");
  // Its image is what the small engine is made from.
  await labEngine("28.5");
  const folder = await mkdtemp(join(tmpdir(), "gantry-small-"));
  const stop = async () => {
    await tryDocker(dockerHost, ["rm", "--force", "--volumes", name]);
    await rm(folder, { recursive: true, force: true });
  };
  await docker(dockerHost, [
    "run",
    "--detach",
    ...(await choosePrivileges(dockerHost, image)),
    `--name=${name}`,
    `--label=${labLabel}`,
    `--tmpfs=/var/lib/docker:size=${megabytes}m,exec`,
    `--volume=${folder}:/run/gantry-lab`,
    image,
    `--feature=containerd-snapshotter=${containerd}`,
    `--group=${process.getgid?.() ?? 0}`,
  ]);
  const socket = join(folder, "docker.sock");
  if (!(await waitForSocket(socket, async () => true))) {
    const { stderr } = await tryDocker(dockerHost, ["logs", "--tail=20", name]);
    await stop();
    throw new Error(`The small engine does not start:\n${stderr}`);
  }
  return {
    engine: await connectEngine({ host: `unix://${socket}` }),
    /** Leaves not a byte of room. */
    fill: () => docker(dockerHost, ["exec", name, "sh", "-c", "cat /dev/zero >/var/lib/docker/filler; test $? -ne 0"]),
    empty: () => docker(dockerHost, ["exec", name, "rm", "/var/lib/docker/filler"]),
    [Symbol.asyncDispose]: stop,
  };
}
