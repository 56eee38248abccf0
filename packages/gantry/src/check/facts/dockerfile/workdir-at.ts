import { posix } from "node:path";
import type { Stage } from "./dockerfile-facts.ts";
import type { Instruction } from "./instruction.ts";

/** The folder in which an instruction works; undefined when a variable or the base image decides. */
export function workdirAt(stage: Stage, instruction: Instruction): string | undefined {
  let folder: string | undefined;
  for (const each of stage.inherited) {
    if (each === instruction) break;
    const [word] = each.words;
    if (each.keyword !== "WORKDIR" || !word) continue;
    if (word.text.includes("$")) folder = undefined;
    else if (word.text.startsWith("/")) folder = posix.normalize(word.text);
    else if (folder !== undefined) folder = posix.join(folder, word.text);
  }
  return folder?.replace(/(.)\/$/, "$1");
}
