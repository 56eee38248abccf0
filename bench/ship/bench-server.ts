import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { containerName } from "../../test/lab/engines/engine-spec.ts";
import { engineIp, labLabel, labNetwork } from "../../test/lab/engines/ensure-engine.ts";
import { waitForSocket } from "../../test/lab/engines/ping.ts";
import { choosePrivileges } from "../../test/lab/engines/privileges.ts";
import { ensureServerKeys } from "../../test/lab/engines/server-keys.ts";
import { docker, tryDocker } from "../../test/lab/host/docker.ts";
import { imageOf } from "../../test/lab/images/recipe.ts";
import { engine, server } from "../../test/lab/lab.ts";

const serverName = "gantry-bench-ship-server";
const registryName = "gantry-bench-ship-registry";
const registryPort = 15_560;
const image = imageOf("engine-trixie");

/** A server of this benchmark's own, since its link is slowed down, and a registry beside the engine that images come from. */
export interface BenchServer extends AsyncDisposable {
  /** This machine's engine, where the server is a container. */
  host: string;
  container: string;
  sshHost: string;
  sshConfig: string;
  /** The server's own engine by a local socket, past the link. */
  dockerHost: string;
  /** The registry, as the source's engine names it and as the server does. */
  registry: { near: string; far: string };
  /** Empties the server and the registry. */
  reset(): Promise<void>;
}

/** Starts it; the source is the lab's engine 28.5. */
export async function startBenchServer(): Promise<BenchServer> {
  const { dockerHost: host } = await engine("host");
  await engine("28.5");
  // Its image is what the server is made from.
  await server("trixie");
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  const keys = await ensureServerKeys();
  const registryHost = `${await engineIp(host, "28.5")}:${registryPort}`;
  const remove = async () => {
    for (const name of [serverName, registryName]) await tryDocker(host, ["rm", "--force", "--volumes", name]);
  };
  // A run that was cut short may have left them behind.
  await remove();
  await docker(host, [
    ...["run", "--detach", ...(await choosePrivileges(host, image)), `--name=${serverName}`, `--label=${labLabel}`],
    ...[`--network=${labNetwork}`, "--volume=/var/lib/docker", `--volume=${folder}:/run/gantry-lab`],
    ...[`--volume=${keys}:/run/gantry-keys:ro`, image],
    ...[`--insecure-registry=${registryHost}`, `--group=${process.getgid?.() ?? 0}`],
  ]);
  const dockerHost = `unix://${join(folder, "docker.sock")}`;
  const dispose = async () => {
    await remove();
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await waitForSocket(join(folder, "docker.sock"), async () => true))) {
    await dispose();
    throw new Error("the benchmark's server does not start");
  }
  const format = `{{(index .NetworkSettings.Networks "${labNetwork}").IPAddress}}`;
  const ip = (await docker(host, ["container", "inspect", "--format", format, serverName])).trim();
  return {
    ...{ host, container: serverName, dockerHost, sshHost: `ssh://root@${ip}` },
    sshConfig: await writeSshConfig(folder, ip, keys),
    registry: { near: `localhost:${registryPort}`, far: registryHost },
    reset: async () => {
      const ids = (await docker(dockerHost, ["image", "ls", "--all", "--quiet", "--no-trunc"])).split("\n");
      for (const id of new Set(ids.filter(Boolean))) await tryDocker(dockerHost, ["image", "rm", "--force", id]);
      await startRegistry(host);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function writeSshConfig(folder: string, ip: string, keys: string): Promise<string> {
  const file = join(folder, "ssh_config");
  const hostKey = (await readFile(join(keys, "host_key.pub"), "utf8")).split(" ").slice(0, 2).join(" ");
  await writeFile(join(folder, "known_hosts"), `${ip} ${hostKey}\n`);
  await writeFile(
    file,
    `Host ${ip}\n  User root\n  IdentityFile "${keys}/id_ed25519"\n  IdentitiesOnly yes\n  UserKnownHostsFile "${folder}/known_hosts"\n`,
  );
  return file;
}

/** In the network of the engine that pushes to it, so that only the server's pulls go through the slow link. */
async function startRegistry(host: string): Promise<void> {
  const configuration = `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: /var/lib/registry } }
http: { addr: "0.0.0.0:${registryPort}" }`;
  await tryDocker(host, ["rm", "--force", "--volumes", registryName]);
  await docker(
    host,
    [
      ...["run", "--detach", `--name=${registryName}`, `--label=${labLabel}`],
      ...[`--network=container:${containerName("28.5")}`, "--env=CONFIGURATION", "--entrypoint=sh"],
      ...[imageOf("registry"), "-c", 'echo "$CONFIGURATION" > /run/registry.yml; exec docker-registry serve "$0"'],
      "/run/registry.yml",
    ],
    { env: { CONFIGURATION: configuration } },
  );
  const probe = ["exec", registryName, "bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${registryPort}`];
  for (let tries = 0; (await tryDocker(host, probe)).exitCode !== 0; tries++) {
    if (tries === 100) throw new Error("the benchmark's registry does not start");
  }
}
