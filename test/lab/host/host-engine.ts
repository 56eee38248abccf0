import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { installPackages, readDistribution } from "../apt/install.ts";
import { LabError } from "../lab-error.ts";
import { labPath } from "../paths.ts";
import { say, sayWhile } from "../progress.ts";
import { commandExists, tryCommand } from "../run-command.ts";
import { isRunning, type ProcessIdentity, readIdentity } from "./process-identity.ts";

const socket = "unix:///var/run/docker.sock";
const startTimeoutMs = 60_000;

/**
 * The address of a working engine on this machine. One that answers is used as it is (`DOCKER_HOST`, the current context, the default
 * socket); else, as root on Debian or Ubuntu, docker.io is installed and its daemon started.
 *
 * @throws LabError on any other machine without an engine
 */
export async function ensureHostEngine(): Promise<string> {
  const found = await findEngine();
  if (found !== undefined) return found;
  await checkMayInstall();
  if (!(await commandExists("dockerd")))
    await installPackages(["docker.io"], ["docker-cli", "docker-buildx", "iptables"]);
  await sayWhile("starting the Docker daemon", startDaemon);
  return socket;
}

/** The address of the engine that the docker command uses, if it answers. */
export async function findEngine(): Promise<string | undefined> {
  const context = await tryCommand("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
  const host = context.exitCode === 0 ? context.stdout.trim() : socket;
  const version = await tryCommand("docker", ["version", "--format", "{{.Server.Version}}"], { timeoutMs: 10_000 });
  return version.exitCode === 0 ? host : undefined;
}

/** The machine's engine if it answers, or if it is one that the lab started and may start again. */
export async function findLabEngine(): Promise<string | undefined> {
  return (await findEngine()) ?? ((await readDaemon()) === undefined ? undefined : ensureHostEngine());
}

/** Ends the daemon that the lab started on this machine, if it runs. */
export async function stopHostEngine(): Promise<void> {
  const identity = await readDaemon();
  if (identity === undefined || !(await isRunning(identity))) return;
  say("stopping the Docker daemon that the lab started");
  process.kill(identity.pid, "SIGTERM");
  const deadline = performance.now() + startTimeoutMs;
  while (await isRunning(identity)) {
    if (performance.now() > deadline) throw new LabError(`The Docker daemon (process ${identity.pid}) does not end.`);
    await delay(100);
  }
}

async function checkMayInstall(): Promise<void> {
  if (process.env["DOCKER_HOST"] !== undefined) {
    throw new LabError(
      `DOCKER_HOST is ${process.env["DOCKER_HOST"]}, but no engine answers there: start it, or unset DOCKER_HOST.`,
    );
  }
  const installed = await commandExists("dockerd");
  if (process.getuid?.() === 0 && (installed || (await readDistribution()) !== "other")) return;
  throw new LabError(
    installed
      ? "Docker is installed, but its engine does not answer: start it (systemctl start docker), and see that your user may use it."
      : "A Docker engine is missing, and it can be installed for you only on Debian or Ubuntu as root: install Docker and start it, then try again.",
  );
}

async function startDaemon(): Promise<void> {
  await removeStalePidFiles();
  const log = labPath("log/dockerd.log");
  await mkdir(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code) => resolve(`exit code ${code}`));
  });
  if (child.pid !== undefined) {
    await mkdir(labPath("state"), { recursive: true });
    await writeFile(labPath("state/dockerd.json"), JSON.stringify(await readIdentity(child.pid)));
  }
  child.unref();
  await waitForEngine(ended, log);
}

async function waitForEngine(ended: Promise<string>, log: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while ((await findEngine()) === undefined) {
    const end = await Promise.race([ended, delay(200)]);
    if (end !== undefined) throw new LabError(`dockerd ended at once (${end}); its log is ${log}.`);
    if (performance.now() > deadline) throw new LabError(`dockerd does not answer; its log is ${log}.`);
  }
}

/** A killed daemon leaves pid files; by now an id may be another process', or that of a zombie whose parent does not look. */
async function removeStalePidFiles(): Promise<void> {
  await removeIfStale("/var/run/docker.pid", "dockerd");
  await removeIfStale("/var/run/docker/containerd/containerd.pid", "containerd");
}

async function removeIfStale(pidFile: string, program: string): Promise<void> {
  const pid = Number(await readFile(pidFile, "utf8").catch(() => "0"));
  const [, name, state] = /^\d+ \((.*)\) (\S)/.exec(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")) ?? [];
  if (name !== program || state === "Z") await rm(pidFile, { force: true });
}

async function readDaemon(): Promise<ProcessIdentity | undefined> {
  const text = await readFile(labPath("state/dockerd.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
}
