export type AddressProblem =
  | "unknown-scheme"
  | "malformed"
  | "unknown-context"
  | "unreadable-context"
  | "no-certificates";

/** The place where the engine should be is not written as an address, or not to be found. */
export class EngineAddressError extends Error {
  override readonly name = "EngineAddressError";
  readonly code = "engine-address";
  readonly problem: AddressProblem;
  /** The address or the context's name, as it was given. */
  readonly value: string;

  constructor(problem: AddressProblem, value: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.problem = problem;
    this.value = value;
  }
}
