import type { SourceText } from "../../repository/source-text.ts";
import type { Instruction } from "./instruction.ts";
import { readAnyInstructions } from "./read-any-instruction.ts";
import { readCommonInstruction } from "./read-common-instruction.ts";
import { splitInstructions } from "./split-instructions.ts";

/** Characters that the library is given: it takes seconds for a million. What is uncommon in a larger file is left out. */
const maximumForLibrary = 300_000;

/** The instructions of a Dockerfile as they are written, in order: those that are common here, the others by the library. */
export function readWrittenInstructions(source: SourceText): Instruction[] {
  const { instructions, rest } = splitInstructions(source.text);
  let budget = maximumForLibrary;
  const readAny = (start: number, end: number): readonly Instruction[] => {
    budget -= end - start;
    return budget < 0 ? [] : readAnyInstructions(source, start, end);
  };
  const written = instructions.flatMap((each) => readCommonInstruction(source, each) ?? readAny(each.start, each.end));
  if (rest !== undefined) written.push(...readAny(rest, source.text.length));
  return written;
}
