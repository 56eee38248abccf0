import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { labLabel } from "../../lab/engines/ensure-engine.ts";
import { ensureLoaded } from "../../lab/engines/load-images.ts";
import { waitForSocket } from "../../lab/engines/ping.ts";
import { choosePrivileges } from "../../lab/engines/privileges.ts";
import { ensureServerKeys, renderSshConfig } from "../../lab/engines/server-keys.ts";
import { docker, tryDocker } from "../../lab/host/docker.ts";
import { imageOf } from "../../lab/images/recipe.ts";
import { type LabServer, engine as labEngine } from "../../lab/lab.ts";

const image = imageOf("engine-trixie");

/** A folder of the server whose disk is another one than the engine's. */
export const otherDisk = "/data";

export interface OwnServerOptions {
  /** Of this machine's loopback interface. */
  sshPort: number;
  /** Of the server, reached at the same port here. */
  port: number;
  /** The size of the disk that its engine has for itself. It lies in memory. */
  megabytes: number;
  /** That it has from the start. */
  images: readonly string[];
}

/** A server of a test's own, with sshd and an engine, which may lose its power and run out of room. */
export interface OwnServer extends LabServer, AsyncDisposable {
  /** Leaves so many megabytes of the engine's disk free. */
  fill(megabytes: number): Promise<void>;
  /** Takes away what fills the disk. */
  clear(): Promise<void>;
  /** Every process dies at once, and the machine starts again; resolves when its engine answers. */
  reboot(): Promise<void>;
}

export async function startOwnServer({ sshPort, port, megabytes, images }: OwnServerOptions): Promise<OwnServer> {
  // Its image is what this one is made from.
  await labEngine("26.1");
  const { dockerHost: host } = await labEngine("host");
  const folder = await mkdtemp(join(tmpdir(), "gantry-own-"));
  const name = `gantry-faults-${process.pid}`;
  const volumes = { disk: `${name}-disk`, data: `${name}-data` };
  const dispose = async () => {
    await tryDocker(host, ["rm", "--force", "--volumes", name, `${name}-keeper`]);
    await tryDocker(host, ["volume", "rm", "--force", volumes.disk, volumes.data]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const tmpfs = ["type=tmpfs", "device=tmpfs", `o=size=${megabytes}m`].map((option) => `--opt=${option}`);
    await docker(host, ["volume", "create", `--label=${labLabel}`, ...tmpfs, volumes.disk]);
    await docker(host, ["volume", "create", `--label=${labLabel}`, volumes.data]);
    // What lies in memory is there as long as somebody has it mounted: while the server is off, its keeper does.
    const keep = ["--entrypoint=sleep", `--volume=${volumes.disk}:/disk`, image, "infinity"];
    await docker(host, ["run", "--detach", "--init", `--name=${name}-keeper`, `--label=${labLabel}`, ...keep]);
    await docker(host, [
      ...["run", "--detach", ...(await choosePrivileges(host, image)), `--name=${name}`, `--label=${labLabel}`],
      ...[`--publish=127.0.0.1:${sshPort}:22`, `--publish=127.0.0.1:${port}:${port}`],
      ...[`--volume=${volumes.disk}:/var/lib/docker`, `--volume=${volumes.data}:${otherDisk}`],
      ...[`--volume=${await ensureServerKeys()}:/run/gantry-keys:ro`, `--volume=${folder}:/run/gantry-lab`],
      ...[image, `--group=${process.getgid?.() ?? 0}`],
    ]);
    await waitForEngine();
    const dockerHost = `unix://${folder}/docker.sock`;
    await ensureLoaded(host, { dockerHost, title: "the test's own server" }, images);
    const inside = (...command: string[]) => docker(host, ["exec", name, ...command]);
    return {
      ...(await writeAccess(folder, sshPort)),
      dockerHost,
      ip: "127.0.0.1",
      fill: async (left) => {
        // To the last byte, and then as much less as is to be left.
        await inside("sh", "-c", "cat /dev/zero > /var/lib/docker/filler; test $? -ne 0");
        await inside("truncate", `--size=-${left}M`, "/var/lib/docker/filler");
      },
      clear: async () => void (await inside("rm", "-f", "/var/lib/docker/filler")),
      reboot: async () => {
        await docker(host, ["restart", "--time=0", name]);
        await waitForEngine();
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }

  async function waitForEngine(): Promise<void> {
    const isAlive = async () => {
      const { stdout } = await tryDocker(host, ["container", "inspect", "--format={{.State.Running}}", name]);
      return stdout.trim() === "true";
    };
    if (await waitForSocket(join(folder, "docker.sock"), isAlive)) return;
    const { stderr } = await tryDocker(host, ["logs", "--tail=20", name]);
    throw new Error(`The test's own server does not start:\n${stderr}`);
  }
}

async function writeAccess(folder: string, port: number) {
  const keys = await ensureServerKeys();
  const access = {
    sshHost: `ssh://root@127.0.0.1:${port}`,
    port,
    identity: join(keys, "id_ed25519"),
    knownHosts: join(folder, "access/known_hosts"),
    sshConfig: join(folder, "access/ssh_config"),
  };
  const hostKey = (await readFile(join(keys, "host_key.pub"), "utf8")).split(" ").slice(0, 2).join(" ");
  await mkdir(join(folder, "access"));
  await writeFile(access.knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  await writeFile(access.sshConfig, renderSshConfig("own", access));
  return access;
}
