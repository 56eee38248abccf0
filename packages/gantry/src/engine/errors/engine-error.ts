/** The engine answered, and the answer is an error. Holds no request body, which may carry secrets. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code = "engine-error";
  /** The HTTP status, such as 404 or 409; 200 when the error came inside a stream that had begun well (a pull, a load). */
  readonly status: number;
  /** The engine's own words. */
  readonly detail: string;
  readonly method: string;
  /** Without the API version and the query. */
  readonly path: string;

  constructor(answer: { status: number; detail: string; method: string; path: string }) {
    super(`${answer.detail} (${answer.method} ${answer.path}: ${answer.status})`);
    this.status = answer.status;
    this.detail = answer.detail;
    this.method = answer.method;
    this.path = answer.path;
  }
}
