import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UserError } from "../../model/error.ts";
import { formatLines } from "../container/last-lines.ts";
import { type BuildRequest, type BuildTool, buildArguments } from "./build-arguments.ts";
import { type BuildNews, createBuildProgress } from "./build-progress.ts";

export interface BuildImageOptions {
  /** Where the image is wanted, such as `unix:///var/run/docker.sock`. */
  address: string;
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  onNews: (news: BuildNews) => void;
}

/**
 * Builds an image with BuildKit through the `docker` command, on the engine where it is wanted.
 *
 * @throws UserError `build-failed` with the last lines of the build; `unsupported` for keys that cannot be had.
 */
export async function buildImage(request: BuildRequest, options: BuildImageOptions): Promise<void> {
  const environment = { ...options.environment, DOCKER_HOST: options.address, DOCKER_BUILDKIT: "1" };
  const limited = { environment: { ...environment, DOCKER_CONTEXT: undefined }, signal: options.signal };
  const tool = await findBuildTool(limited);
  const command = buildArguments(request, tool);
  const read = createBuildProgress();
  const last: string[] = [];
  const onLine = (line: string) => {
    const news = read(line);
    for (const text of news.output?.split("\n") ?? []) {
      if (text.trim()) last.push(text.trimEnd());
    }
    last.splice(0, Math.max(0, last.length - 30));
    options.onNews(news);
  };
  const { code } = await runDocker(command.argv, {
    signal: options.signal,
    environment: { ...limited.environment, ...command.environment },
    stdin: command.stdin,
    onLine,
  });
  if (code === 0) return;
  throw new UserError(`${request.service}: the build of ${request.image} failed.`, {
    code: "build-failed",
    detail: formatLines("The build wrote", last),
    fix: "Mend what the last step complains about; nothing was changed.",
  });
}

interface RunOptions {
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  stdin?: string | undefined;
  onLine: (line: string) => void;
}

async function findBuildTool(options: Pick<RunOptions, "environment" | "signal">): Promise<BuildTool> {
  let version = "";
  const { code } = await runDocker(["buildx", "version"], { ...options, onLine: (line) => (version += line) });
  if (code !== 0) return { buildx: false, rawJson: false };
  const [, major = "0", minor = "0"] = /\bv?(\d+)\.(\d+)\.\d+/.exec(version) ?? [];
  return { buildx: true, rawJson: Number(major) > 0 || Number(minor) >= 13 };
}

async function runDocker(
  argv: readonly string[],
  { environment, signal, stdin, onLine }: RunOptions,
): Promise<{ code: number | null }> {
  signal.throwIfAborted();
  const child = spawn("docker", argv, { env: { ...environment }, stdio: ["pipe", "pipe", "pipe"], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
  // A command that ends before it has read everything breaks the pipe; its exit code says the rest.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin ?? "");
  try {
    return { code: await ended };
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError("The docker command is not installed here, and images are built with it.", {
      code: "build-failed",
      fix: `Install Docker's command line with buildx, or give the services an "image" that exists.`,
      cause,
    });
  }
}
