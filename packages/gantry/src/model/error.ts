import { formatPosition, type Position } from "./position.ts";

/** Names of what went wrong, stable across versions: programs compare these, never the message. */
export type ErrorCode =
  | "usage"
  | "config"
  | "not-found"
  | "engine-unreachable"
  | "engine-too-old"
  | "unsupported"
  | "image-missing"
  | "build-failed"
  | "secret-in-image"
  | "port-taken"
  | "bind-source-missing"
  | "disk-full"
  | "name-conflict"
  | "external-missing"
  | "dependency-failed"
  | "unhealthy"
  | "container-exited"
  | "timeout"
  | "stateful-changed"
  | "refused"
  | "locked"
  | "interrupted"
  | "failed";

export interface Issue {
  /** What is wrong and what is allowed, path first: `services.web.ports[0]: …`. */
  message: string;
  position?: Position;
  /** How to mend it, one sentence. */
  fix?: string;
}

export interface UserErrorOptions {
  code: ErrorCode;
  /** 1: the operation failed. 2: usage or configuration. */
  exitCode?: 1 | 2;
  /** How to mend it, one sentence. */
  fix?: string;
  /** Further lines that belong to the error: a container's last log lines, a check's output. */
  detail?: string;
  /** All that was found wrong, when it is more than one thing. */
  issues?: readonly Issue[];
  cause?: unknown;
}

const configurationCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["usage", "config", "not-found", "unsupported"]);

/** Something that the user can mend. Everything else that is thrown is a bug. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  readonly code: ErrorCode;
  readonly exitCode: 1 | 2;
  readonly fix: string | undefined;
  readonly detail: string | undefined;
  readonly issues: readonly Issue[];

  constructor(message: string, { code, exitCode, fix, detail, issues = [], cause }: UserErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.exitCode = exitCode ?? (configurationCodes.has(code) ? 2 : 1);
    this.fix = fix;
    this.detail = detail;
    this.issues = issues;
  }
}

/** An error in what the user wrote: all findings at once, each with its place. */
export function configError(issues: readonly Issue[], cause?: unknown): UserError {
  const [first] = issues;
  const message =
    issues.length === 1 && first
      ? formatIssue(first)
      : `${issues.length} errors:\n${issues.map((i) => `  ${formatIssue(i)}`).join("\n")}`;
  return new UserError(message, { code: "config", issues, cause });
}

/** `compose.yaml:4:7: services.web.prots: unknown key. Did you mean "ports"?` */
export function formatIssue({ message, position, fix }: Issue): string {
  const sentence = fix && !/[.!?]$/.test(message) ? `${message}.` : message;
  return [position ? `${formatPosition(position)}: ` : "", sentence, fix ? ` ${fix}` : ""].join("");
}
