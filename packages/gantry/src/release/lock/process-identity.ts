import { readFile, readlink } from "node:fs/promises";

/** One process, told from every other on any machine at any time. */
export interface ProcessIdentity {
  /** This start of a machine's kernel, and the space that its process numbers are of: a container has its own. */
  machine: string;
  pid: number;
  /** When the process began, in ticks since the machine did: numbers of processes are used again. */
  started: string;
}

/** This process; undefined where the system does not say (it is Linux that does). */
export async function readOwnIdentity(): Promise<ProcessIdentity | undefined> {
  const { pid } = process;
  const [machine, stat] = await Promise.all([readMachine(), readStat(pid)]);
  return machine === undefined || stat === undefined ? undefined : { machine, pid, started: stat.started };
}

/** True when it has ended for certain. False: it runs, or is on another machine, or nobody knows. */
export async function hasEnded({ machine, pid, started }: ProcessIdentity): Promise<boolean> {
  if ((await readMachine()) !== machine) return false;
  const stat = await readStat(pid);
  // A killed process whose parent has not looked yet is a zombie: Z, or X at its very end.
  return stat === undefined || stat.started !== started || /[ZX]/.test(stat.state);
}

async function readMachine(): Promise<string | undefined> {
  try {
    const [boot, space] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readlink("/proc/self/ns/pid"),
    ]);
    return `${boot.trim()} ${space}`;
  } catch {
    return undefined;
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function readStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field is the command's name in brackets, which may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
