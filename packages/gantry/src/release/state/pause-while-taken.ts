import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../model/error.ts";

const PAUSE = 50;
const PAUSES = 600;

/**
 * A container's name is taken a moment before the container can be seen, and a moment after. For whoever is told that the name is taken, and finds
 * no such container: a short pause before the next look.
 * @throws UserError `name-conflict` when it stays like that.
 */
export async function pauseWhileTaken(
  name: string,
  { attempt, signal }: { attempt: number; signal?: AbortSignal | undefined },
): Promise<void> {
  if (attempt >= PAUSES) {
    throw new UserError(`The engine says that the name ${name} is taken, and shows no such container.`, {
      code: "name-conflict",
      fix: "Restart Docker on the server.",
    });
  }
  await pause(PAUSE, undefined, signal && { signal });
}
