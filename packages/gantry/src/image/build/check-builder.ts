import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { BuildTarget } from "./build-target.ts";
import { type RunDockerOptions, runDocker } from "./run-docker.ts";

/**
 * An engine with the classic image store neither exports a build's cache nor keeps an image of several platforms. Says so before the
 * build, and how to get there.
 *
 * @throws UserError `unsupported`.
 */
export async function checkBuilder(
  targets: readonly BuildTarget[],
  engine: Engine,
  docker: Pick<RunDockerOptions, "environment" | "signal">,
): Promise<void> {
  const exporting = targets.find(({ build }) => build.cache_to?.some((cache) => !/\btype=inline\b/.test(cache)));
  const several = targets.find(({ build }) => (build.platforms?.length ?? 0) > 1);
  if (!exporting && !several) return;
  if (await hasContainerdStore(engine, docker.signal)) return;
  if (several) {
    const { services, name, build } = several;
    throw new UserError(
      `${services[0] ?? name}: an image for ${build.platforms?.join(" and ")} needs an engine with the containerd image store, which keeps several platforms under one name.`,
      { code: "unsupported", fix: `${turnOnStore} Or build for one platform.` },
    );
  }
  if (exporting && (await readDriver(docker)) === "docker") {
    throw new UserError(
      `${exporting.services[0] ?? exporting.name}: this engine cannot export a build's cache: it has the classic image store.`,
      {
        code: "unsupported",
        fix: `${turnOnStore} Or use a builder of its own: "docker buildx create --use --driver docker-container", or --builder.`,
      },
    );
  }
}

const turnOnStore = `Turn the containerd image store on: {"features": {"containerd-snapshotter": true}} in the engine's daemon.json.`;

async function hasContainerdStore(engine: Engine, signal: AbortSignal): Promise<boolean> {
  const { DriverStatus } = await engine.info({ signal });
  return (DriverStatus ?? []).some(([key, value]) => key === "driver-type" && value.startsWith("io.containerd."));
}

/** `docker`: the builder is the engine itself. */
async function readDriver(docker: Pick<RunDockerOptions, "environment" | "signal">): Promise<string | undefined> {
  let driver: string | undefined;
  const onLine = (line: string) => {
    driver ??= /^Driver:\s+(\S+)/.exec(line)?.[1];
  };
  await runDocker(["buildx", "inspect"], { ...docker, onLine });
  return driver;
}
