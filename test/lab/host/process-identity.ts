import { readFile } from "node:fs/promises";
import process from "node:process";

/** A process id alone may by now be another process', after a reboot or much time; the moment of its start tells them apart. */
export interface ProcessIdentity {
  pid: number;
  /** In clock ticks since boot, with the boot's id; empty where /proc is missing. */
  started: string;
}

export async function readIdentity(pid: number): Promise<ProcessIdentity> {
  return { pid, started: await readStart(pid) };
}

export async function isRunning({ pid, started }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return (await readStart(pid)) === started;
}

async function readStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  // The command's name, in parentheses, may hold blanks; the fields behind it do not. The start is field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie has ended; only its parent has not looked yet.
  if (fields[0] === "Z") return "ended";
  return stat === "" ? "" : `${boot.trim()} ${fields[19]}`;
}
