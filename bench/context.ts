import { caBundle } from "../test/lab/demo.ts";
import { composeBinary, engine } from "../test/lab/lab.ts";
import { runTimed } from "./measure.ts";

/** What a benchmark measures with. */
export interface BenchContext {
  /** The repository. */
  root: string;
  /** The built command. */
  gantry: string;
  /** Docker Compose as a binary of its own, which starts quicker than as a plugin. */
  compose: string;
  /** The engine's socket. */
  socketPath: string;
  /** Points both tools at that engine. */
  environment: Readonly<Record<string, string>>;
  /** EverySkill's web service, built on that engine. */
  webImage: string;
  versions: Record<string, string>;
  progress: (line: string) => void;
}

const webImage = "gantry-bench/everyskill-web";

/** Starts the lab's engine 28.5 and builds what the stacks need on it. */
export async function openContext(root: string, progress: (line: string) => void): Promise<BenchContext> {
  const { dockerHost } = await engine("28.5");
  const environment = { DOCKER_HOST: dockerHost, DOCKER_BUILDKIT: "1" };
  const compose = await composeBinary();
  progress("building EverySkill's web image");
  const ca = `id=ca,src=${caBundle() ?? "/dev/null"}`;
  await runTimed({
    argv: ["docker", "build", "-q", "--secret", ca, "-t", webImage, `${root}/examples/everyskill/web`],
    env: environment,
  });
  const read = async (argv: [string, ...string[]]) => (await runTimed({ argv, env: environment })).output.trim();
  return {
    root,
    gantry: `${root}/packages/gantry/dist/cli.js`,
    compose,
    socketPath: dockerHost.replace(/^unix:\/\//, ""),
    environment,
    webImage,
    versions: {
      "Docker Engine": await read(["docker", "version", "--format", "{{.Server.Version}}"]),
      "Docker Compose": await read([compose, "version", "--short"]),
    },
    progress,
  };
}
