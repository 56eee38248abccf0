import { recognizeEngineText } from "../../engine/errors/recognize-engine-text.ts";
import { EngineError } from "../../engine/errors.ts";
import { UserError } from "../../model/error.ts";

const unchanged = "The tags there are as they were.";

/** What a target's refusal means. Anything but an `EngineError` stays what it is. */
export function explainShipFailure(error: unknown, { target, image }: { target: string; image: string }): unknown {
  if (!(error instanceof EngineError)) return error;
  if (recognizeEngineText(error.detail) === "disk-full") {
    return new UserError(`${target}: the disk is full; there is no room for ${image}. ${unchanged}`, {
      code: "disk-full",
      detail: error.detail,
      fix: "See what takes the room there with `docker system df`, remove what nobody needs, and ship again.",
      cause: error,
    });
  }
  return new UserError(`${target}: the engine refused ${image}: ${error.detail} ${unchanged}`, {
    code: "failed",
    cause: error,
  });
}
