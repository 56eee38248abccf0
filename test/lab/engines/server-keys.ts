import { access, copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { installPackages } from "../apt/install.ts";
import { labPath } from "../paths.ts";
import { commandExists, runCommand } from "../run-command.ts";

export interface ServerAccess {
  /** `ssh://root@127.0.0.1:port`. */
  sshHost: string;
  port: number;
  /** The private key's file. */
  identity: string;
  knownHosts: string;
  /** A file for `ssh -F`, and for `GANTRY_SSH_CONFIG`, with which `sshHost` works. */
  sshConfig: string;
}

/** The folder with the lab's own key pair and the servers' host key; the user's ~/.ssh is left alone. */
export async function ensureServerKeys(): Promise<string> {
  const folder = labPath("keys");
  if (
    await access(folder).then(
      () => true,
      () => false,
    )
  )
    return folder;
  if (!(await commandExists("ssh-keygen"))) await installPackages(["openssh-client"]);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  for (const name of ["id_ed25519", "host_key"]) {
    await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "gantry-lab", "-f", `${partial}/${name}`]);
  }
  await copyFile(`${partial}/id_ed25519.pub`, `${partial}/authorized_keys`);
  await rename(partial, folder);
  return folder;
}

/** Writes what ssh needs to reach a server on a loopback port, which changes with each start of its container. */
export async function writeServerAccess(name: string, port: number): Promise<ServerAccess> {
  const keys = await ensureServerKeys();
  const access = {
    sshHost: `ssh://root@127.0.0.1:${port}`,
    port,
    identity: `${keys}/id_ed25519`,
    knownHosts: labPath("servers", `${name}.known_hosts`),
    sshConfig: labPath("servers", `${name}.ssh_config`),
  };
  const hostKey = (await readFile(`${keys}/host_key.pub`, "utf8")).split(" ").slice(0, 2).join(" ");
  await mkdir(labPath("servers"), { recursive: true });
  await writeIfChanged(access.knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  await writeIfChanged(access.sshConfig, renderSshConfig(name, access));
  return access;
}

export function renderSshConfig(name: string, { port, identity, knownHosts }: ServerAccess): string {
  return `Host gantry-lab-${name}
  HostName 127.0.0.1
  Port ${port}
Host gantry-lab-${name} 127.0.0.1
  User root
  IdentityFile "${identity}"
  IdentitiesOnly yes
  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`;
}

/** Renamed into place: another process may read it at this moment. */
async function writeIfChanged(path: string, text: string): Promise<void> {
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) return;
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}
