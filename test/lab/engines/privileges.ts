import { readFile } from "node:fs/promises";

/** Linux capabilities by their number, without `CAP_`. @see https://man7.org/linux/man-pages/man7/capabilities.7.html */
const capabilities =
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE".split(
    " ",
  );

/** Options of `docker run` that let an engine run inside the container, on this machine. */
export async function readPrivilegeOptions(): Promise<string[]> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const last = await readFile("/proc/sys/kernel/cap_last_cap", "utf8").catch(() => "");
  return privilegeOptions(/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1], Number(last || capabilities.length - 1));
}

/**
 * `--privileged`, or, on a machine that is itself confined, its parts one by one: an engine cannot give capabilities that it lacks,
 * and `--privileged` asks for all.
 *
 * @param bounding the capabilities that processes here may have, as the hexadecimal set of /proc/self/status
 * @param last the number of the newest capability that the kernel knows
 */
export function privilegeOptions(bounding: string | undefined, last: number): string[] {
  const set = bounding === undefined ? undefined : BigInt(`0x${bounding}`);
  const missing = capabilities.filter(
    (_, bit) => bit <= last && set !== undefined && ((set >> BigInt(bit)) & 1n) === 0n,
  );
  if (missing.length === 0) return ["--privileged"];
  return [
    "--cap-add=ALL",
    ...missing.map((name) => `--cap-drop=${name}`),
    ...["seccomp", "apparmor", "systempaths"].map((name) => `--security-opt=${name}=unconfined`),
    "--device-cgroup-rule=a *:* rwm",
  ];
}
