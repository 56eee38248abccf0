import type { ImageBuild } from "../../../facts/build/image-build.ts";
import { flagOf, type Instruction } from "../../../facts/dockerfile/instruction.ts";

/** The COPY that takes the whole context. */
export const wholeCopy = ({ dockerfile }: ImageBuild): Instruction | undefined =>
  dockerfile?.instructions.find(
    (instruction) =>
      (instruction.keyword === "COPY" || instruction.keyword === "ADD") &&
      flagOf(instruction, "from") === undefined &&
      flagOf(instruction, "exclude") === undefined &&
      instruction.words.slice(0, -1).some(({ text }) => /^\.?\/?$|^\.\/\.$|^\*$/.test(text)),
  );
