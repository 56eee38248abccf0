import { recognizeEngineText } from "../../engine/errors/recognize-engine-text.ts";
import { EngineError } from "../../engine/errors.ts";
import { UserError } from "../../model/error.ts";

/** What an engine's refusal to take a file means. Anything that is not known stays what it is. */
export function explainWriteFailure(error: unknown): unknown {
  if (!(error instanceof EngineError) || recognizeEngineText(error.detail) !== "disk-full") return error;
  return new UserError("The engine's disk is full: the stack's state cannot be written.", {
    code: "disk-full",
    fix: "Make room on the server, for example with `docker image prune` or `docker builder prune`.",
    cause: error,
  });
}
