import type { DockerfileFacts, Stage } from "./dockerfile-facts.ts";
import { flagOf, type Instruction } from "./instruction.ts";

/** The stage of the same file that a COPY takes from; undefined for the context and other images. */
export function copiedStage(dockerfile: DockerfileFacts, instruction: Instruction): Stage | undefined {
  const from = flagOf(instruction, "from");
  return from === undefined ? undefined : dockerfile.target(from);
}

/** The stages of which something is in an image: those that it is built on, and those that it copies from. */
export function feedingStages(dockerfile: DockerfileFacts, stage: Stage): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  const visit = (next: Stage): void => {
    if (found.has(next)) return;
    found.add(next);
    if (next.parent) visit(next.parent);
    for (const instruction of next.instructions) {
      const other = instruction.keyword === "COPY" ? copiedStage(dockerfile, instruction) : undefined;
      if (other) visit(other);
    }
  };
  visit(stage);
  return found;
}
