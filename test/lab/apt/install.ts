import { readFile } from "node:fs/promises";
import process from "node:process";
import { LabError } from "../lab-error.ts";
import { once } from "../once.ts";
import { sayWhile } from "../progress.ts";
import { commandExists, runCommand, tryCommand } from "../run-command.ts";

/**
 * Installs what is missing from this machine's own package archive: the packages in `required`, and those in `wished` that the archive has.
 *
 * @throws LabError where it cannot: no root, or no apt
 */
export async function installPackages(required: readonly string[], wished: readonly string[] = []): Promise<void> {
  if (process.getuid?.() !== 0 || !(await commandExists("apt-get"))) {
    throw new LabError(
      `This needs ${required.join(", ")}, which can be installed for you only on Debian or Ubuntu as root: install it, then try again.`,
    );
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await sayWhile(`installing ${required.join(", ")}`, async () => {
    await once("apt-get update", () => runCommand("apt-get", ["update"], { env, log: "apt-get-update" }));
    const available: string[] = [];
    for (const name of wished) {
      if (await hasCandidate(name)) available.push(name);
    }
    const args = ["install", "-y", "--no-install-recommends", ...required, ...available];
    await runCommand("apt-get", args, { env, log: "apt-get-install" });
  });
}

/** Debian or Ubuntu, by /etc/os-release. */
export async function readDistribution(): Promise<"debian" | "ubuntu" | "other"> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const id = /^ID="?(\w+)/m.exec(text)?.[1];
  return id === "debian" || id === "ubuntu" ? id : "other";
}

async function hasCandidate(name: string): Promise<boolean> {
  const { stdout } = await tryCommand("apt-cache", ["policy", name]);
  return /Candidate: (?!\(none\))/.test(stdout);
}
