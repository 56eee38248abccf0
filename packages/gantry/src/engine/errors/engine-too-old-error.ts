/** The engine speaks no API version that this client speaks. */
export class EngineTooOldError extends Error {
  override readonly name = "EngineTooOldError";
  readonly code = "engine-too-old";
  readonly address: string;
  /** The engine's newest API version, such as `1.40`. */
  readonly found: string;
  /** The oldest API version that this client speaks. */
  readonly needed: string;

  constructor(address: string, versions: { found: string; needed: string }) {
    super(
      `The engine at ${address} speaks API ${versions.found}; ${versions.needed} (Docker Engine 20.10) or newer is needed.`,
    );
    this.address = address;
    this.found = versions.found;
    this.needed = versions.needed;
  }
}
