import { hostname, userInfo } from "node:os";
import process from "node:process";

/** Who is at work, as locks, releases and the audit log name it: `anna@laptop`. */
export function operatorName(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user number that has no name.
    return String(process.getuid?.() ?? "unknown");
  }
}
