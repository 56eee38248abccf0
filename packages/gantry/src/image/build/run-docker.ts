import { UserError } from "../../model/error.ts";
import { NotStartedError, runProcess } from "./run-process.ts";

export interface RunDockerOptions {
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  stdin?: string | undefined;
  /** Called with each line of stdout and stderr. */
  onLine: (line: string) => void;
}

/**
 * Runs the `docker` command to its end.
 *
 * @throws UserError `unsupported` where there is no such command; the signal's reason once that is aborted.
 */
export async function runDocker(argv: readonly string[], options: RunDockerOptions): Promise<{ code: number | null }> {
  const { environment, signal, stdin, onLine } = options;
  try {
    return { code: await runProcess(["docker", ...argv], { env: environment, signal, stdin, onLine }) };
  } catch (cause) {
    if (!(cause instanceof NotStartedError)) throw cause;
    throw new UserError("The docker command is not installed here, and images are built with it.", {
      code: "unsupported",
      exitCode: 1,
      fix: "Install Docker's command line with its buildx plugin on this machine, also when the engine is another one's. Or give the services an image that exists.",
      cause,
    });
  }
}
