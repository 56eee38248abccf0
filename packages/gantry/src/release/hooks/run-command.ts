import { NotStartedError, type RunProcessOptions, runProcess } from "../../image/build/run-process.ts";
import { UserError } from "../../model/error.ts";

/**
 * Runs a command of the operator's machine to its end.
 *
 * @returns its exit code; `null` when a signal ended it
 * @throws UserError `failed` when it could not be started
 */
export async function runCommand(command: readonly string[], options: RunProcessOptions): Promise<number | null> {
  try {
    return await runProcess(command, options);
  } catch (cause) {
    if (!(cause instanceof NotStartedError)) throw cause;
    throw new UserError(`${command[0]} could not be started: ${cause.message}.`, {
      code: "failed",
      fix: "Check that the program is installed here, and that it may be run.",
      cause,
    });
  }
}
