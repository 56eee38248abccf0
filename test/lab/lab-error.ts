/** Something that the person at the machine can mend; shown as one sentence, without a stack trace. */
export class LabError extends Error {
  override readonly name = "LabError";
}
