import { get, type IncomingMessage } from "node:http";
import { connectEngine } from "../../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../../packages/gantry/src/engine/engine.ts";
import { docker } from "../../../lab/host/docker.ts";
import { engine as labEngine } from "../../../lab/lab.ts";
import type { BuiltImage } from "./build-recipe.ts";

/** A container of an image under the strictest settings that presets give. Disposing removes it. */
export interface RunningImage extends AsyncDisposable {
  /** Where its port is reached: `http://127.0.0.1:32768`. */
  url: string;
  /** The same at the container's own address: Docker's proxy for published ports ends with the container, whatever it still holds. */
  ownUrl: string;
  /** The first verdict of the image's own health check. */
  health: Promise<string>;
  /**
   * Asks on a connection of its own, and resolves with the beginning of the answer.
   *
   * @param from Default: `url`
   */
  ask(path: string, from?: string): Promise<IncomingMessage>;
  /** What a command in the container prints. */
  exec(...command: string[]): Promise<string>;
  /**
   * Sends the image's stop signal to its first process, as Docker does, and says how long it took to end, and with what.
   *
   * @param signalled Called once the signal is sent; the container is waited for as well.
   */
  stop(signalled?: () => Promise<unknown>): Promise<{ seconds: number; exitCode: number }>;
  logs(): Promise<string>;
  /** Resolves as soon as a text that matches was printed; rejects when the container ends before. */
  saw(pattern: RegExp): Promise<void>;
}

export interface RunImageOptions {
  port: number;
  environment?: Readonly<Record<string, string>>;
  /** In place of the image's own. */
  command?: readonly string[];
  /** Sources by their path in the container, which has no tmpfs there. */
  volumes?: Readonly<Record<string, string>>;
}

/**
 * Seconds after which a program has waited for something that will not come: servers give up after 8. Alone on a machine all of them end
 * within 2, as they print; next to other builds that much is lost to them.
 */
export const tooLate = 6;

/** Read-only root file system, no capabilities, no new privileges, no init: a tmpfs at the paths that the facts name, and at /tmp. */
export async function runImage(
  image: BuiltImage,
  { port, environment = {}, command = [], volumes = {} }: RunImageOptions,
): Promise<RunningImage> {
  const { dockerHost } = await labEngine("host");
  const flags = [
    "--detach",
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--health-interval=500ms",
    `--publish=127.0.0.1::${port}`,
    ...["/tmp", ...image.facts.writablePaths].filter((path) => !(path in volumes)).map((path) => `--tmpfs=${path}`),
    ...Object.entries(volumes).map(([path, source]) => `--volume=${source}:${path}`),
    ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
  ];
  const container = (await docker(dockerHost, ["run", ...flags, image.name, ...command])).trim();
  const engine = await connectEngine({ host: dockerHost });
  const inspected = await docker(dockerHost, ["inspect", "--format={{.NetworkSettings.IPAddress}}", container]);
  const address = (await docker(dockerHost, ["port", container, String(port)])).split("\n")[0];
  const watching = new AbortController();
  const health = firstVerdict(engine, container, watching.signal);
  health.catch(() => {});
  return {
    url: `http://${address}`,
    ownUrl: `http://${inspected.trim()}:${port}`,
    health,
    ask: (path, from = `http://${address}`) =>
      new Promise((resolve, reject) => {
        const options = { agent: false, signal: AbortSignal.timeout(20_000) };
        get(`${from}${path}`, options, resolve).once("error", reject);
      }),
    exec: (...command) => docker(dockerHost, ["exec", container, ...command]),
    stop: async (signalled) => {
      const { Config } = await engine.containers.inspect(container);
      const ended = engine.containers.wait(container);
      const started = performance.now();
      await engine.containers.kill(container, Config.StopSignal ?? "SIGTERM");
      const [{ exitCode }] = await Promise.all([ended, signalled?.()]);
      const seconds = (performance.now() - started) / 1000;
      console.log(`${image.facts.recipe}: stopped in ${seconds.toFixed(1)} s`);
      return { seconds, exitCode };
    },
    logs: () => docker(dockerHost, ["logs", container]),
    saw: async (pattern) => {
      let printed = "";
      const signal = AbortSignal.timeout(60_000);
      for await (const { data } of engine.containers.logs(container, { follow: true, signal })) {
        printed += data.toString("utf8");
        if (pattern.test(printed)) return;
      }
      throw new Error(`The container ended before it printed ${pattern}:\n${printed}`);
    },
    [Symbol.asyncDispose]: async () => {
      watching.abort();
      await docker(dockerHost, ["rm", "--force", "--volumes", container]);
      await engine.close();
    },
  };
}

/** Failures while it starts are none yet. */
async function firstVerdict(engine: Engine, container: string, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
  const filters = { container: [container], event: ["health_status", "die"] };
  const { State } = await engine.containers.inspect(container);
  if (State.Health?.Status === "healthy" || !State.Running) return State.Health?.Status ?? State.Status;
  for await (const { Action } of engine.events({ filters, since: Math.floor(Date.now() / 1000) - 60, signal: limit })) {
    return Action.replace("health_status: ", "");
  }
  throw new Error(`The engine told nothing of ${container}.`);
}
