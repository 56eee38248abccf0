import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { once } from "../once.ts";
import { labPath } from "../paths.ts";
import { say, sayWhile } from "../progress.ts";
import { tryCommand } from "../run-command.ts";

const probe = "busybox:latest";
const probeTimeoutMs = 20_000;
const rememberMs = 12 * 3600 * 1000;

/** Pulls an image, and says whether that worked. Where a small pull failed before, none is tried again for half a day. */
export async function pullImage(host: string, image: string): Promise<boolean> {
  if (!(await once(`registry ${host}`, () => canPull(host)))) return false;
  return sayWhile(`pulling ${image}`, () => tryPull(host, image, 900_000));
}

async function canPull(host: string): Promise<boolean> {
  const memory = labPath("state/no-registry");
  const failedAt = Number(await readFile(memory, "utf8").catch(() => "0"));
  if (Date.now() - failedAt < rememberMs) return false;
  const works = await tryPull(host, probe, probeTimeoutMs);
  if (!works) {
    say("no image can be pulled here; stand-ins made from Debian and npm packages take their place");
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(memory, String(Date.now()));
  }
  return works;
}

/** With the user's own docker configuration: a login may be what makes the pull work. */
async function tryPull(host: string, image: string, timeoutMs: number): Promise<boolean> {
  const { exitCode } = await tryCommand("docker", ["pull", "--quiet", image], {
    env: { DOCKER_HOST: host },
    timeoutMs,
  });
  return exitCode === 0;
}
