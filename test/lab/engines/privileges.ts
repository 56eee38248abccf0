import { readFile } from "node:fs/promises";
import { tryDocker } from "../host/docker.ts";

/** Linux capabilities by their number, without `CAP_`. @see https://man7.org/linux/man-pages/man7/capabilities.7.html */
const capabilities =
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE".split(
    " ",
  );

/** Options of `docker run` that let an engine run inside the container: `--privileged`, or what this machine has of it. */
export async function choosePrivileges(host: string, image: string): Promise<string[]> {
  const probe = await tryDocker(host, ["run", "--rm", "--privileged", "--entrypoint=true", image]);
  if (probe.exitCode === 0) return ["--privileged"];
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  return confinedOptions(/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1]);
}

/**
 * The parts of `--privileged` one by one, without the capabilities that this machine lacks: older engines cannot give them, and
 * `--privileged` asks for all.
 *
 * @param bounding the capabilities that processes here may have, as the hexadecimal set of /proc/self/status
 */
export function confinedOptions(bounding: string | undefined): string[] {
  const set = BigInt(`0x${bounding ?? "ffffffffffffffff"}`);
  const missing = capabilities.filter((_, bit) => ((set >> BigInt(bit)) & 1n) === 0n);
  return [
    "--cap-add=ALL",
    ...missing.map((name) => `--cap-drop=${name}`),
    ...["seccomp", "apparmor", "systempaths"].map((name) => `--security-opt=${name}=unconfined`),
    "--device-cgroup-rule=a *:* rwm",
  ];
}
