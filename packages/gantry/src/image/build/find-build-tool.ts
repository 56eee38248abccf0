import { UserError } from "../../model/error.ts";
import { type RunDockerOptions, runDocker } from "./run-docker.ts";

/** What the `docker` command on this machine builds with. */
export type BuildTool = { type: "buildx"; rawJson: boolean } | { type: "docker" };

/** @throws UserError `unsupported` for a command that has no BuildKit at all. */
export async function findBuildTool(options: Pick<RunDockerOptions, "environment" | "signal">): Promise<BuildTool> {
  const read = async (argv: string[]) => {
    let text = "";
    const { code } = await runDocker(argv, { ...options, onLine: (line) => (text += line) });
    return code === 0 ? readVersion(text) : undefined;
  };
  const buildx = await read(["buildx", "version"]);
  // Progress as JSON came with 0.13.
  if (buildx) return { type: "buildx", rawJson: buildx.major > 0 || buildx.minor >= 13 };
  const client = await read(["--version"]);
  // Since version 23 the command leaves BuildKit to buildx, and has only the old builder of its own.
  if (client && client.major < 23) return { type: "docker" };
  throw new UserError("The docker command here has no buildx, and images are built with it.", {
    code: "unsupported",
    exitCode: 1,
    fix: "Install Docker's buildx plugin (the package docker-buildx-plugin, or docker-buildx).",
  });
}

/** The first version number in a text: `github.com/docker/buildx v0.29.1 …`, `Docker version 20.10.24, …`. */
function readVersion(text: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /\bv?(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
