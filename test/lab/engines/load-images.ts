import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { dockerEnv } from "../host/docker.ts";
import { readRecipeLabels } from "../images/ensure-images.ts";
import { LabError } from "../lab-error.ts";
import { sayWhile } from "../progress.ts";

/** Copies the base images from this machine's engine into another, those that it lacks or has of an older recipe. */
export async function ensureLoaded(
  from: string,
  to: { dockerHost: string; title: string },
  names: readonly string[],
): Promise<void> {
  const [wanted, present] = await Promise.all([readRecipeLabels(from, names), readRecipeLabels(to.dockerHost, names)]);
  const missing = [...wanted].filter(([name, label]) => present.get(name) !== label).map(([name]) => name);
  if (missing.length === 0) return;
  await sayWhile(`loading ${missing.length} images into ${to.title}`, () => copyImages(from, to.dockerHost, missing));
}

async function copyImages(from: string, to: string, names: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(600_000);
  const save = spawn("docker", ["save", ...names], {
    env: { ...process.env, ...dockerEnv(from) },
    stdio: ["ignore", "pipe", "inherit"],
    signal,
  });
  const load = spawn("docker", ["load", "--quiet"], {
    env: { ...process.env, ...dockerEnv(to) },
    stdio: ["pipe", "ignore", "inherit"],
    signal,
  });
  const ended = Promise.all([save, load].map(waitForEnd));
  // When one end breaks, the exit codes tell which one and why.
  await pipeline(save.stdout, load.stdin).catch(() => {});
  const [saved, loaded] = await ended;
  if (saved !== 0 || loaded !== 0) {
    throw new LabError(
      `Images could not be copied to ${to}: docker save ended with ${saved}, docker load with ${loaded}.`,
    );
  }
}

function waitForEnd(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code ?? "a signal"));
  });
}
