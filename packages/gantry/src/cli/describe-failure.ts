import {
  EngineAddressError,
  EngineError,
  EngineTooOldError,
  EngineUnreachableError,
  type UnreachableReason,
} from "../engine/errors.ts";
import { type Issue, UserError } from "../model/error.ts";

/** An error as it is shown and as `--json` prints it. */
export interface Failure {
  /** As `UserError` has it, or `bug`. */
  code: string;
  exitCode: number;
  message: string;
  /** How to mend it. */
  fix?: string;
  /** Further lines: a container's last log lines, a check's output. */
  detail?: string;
  issues?: readonly Issue[];
  /** Of a bug. */
  stack?: string;
}

const unreachableFixes: Partial<Record<UnreachableReason, string>> = {
  refused: "Start Docker (`systemctl start docker`), or name another engine with --host.",
  "ssh-refused": "Check the address and its port, and that sshd runs on the host.",
  "host-not-found": "Check the host's name, and that this machine can resolve it.",
  network: "Check the address, and that this machine may connect to it.",
  timeout: "Check the address, and that the host is up and lets this machine in.",
  "connection-lost": "Check that the host is up, then run the command again.",
  "no-socket": "Start Docker (`systemctl start docker`), or name another engine with --host.",
  permission: "Add yourself to the group docker (`sudo usermod -aG docker $USER`, then log in again).",
  "host-key-unknown": "Connect once with `ssh` yourself, compare the fingerprint, and accept it.",
  "host-key-changed": "Find out why before you go on. If it is right, remove the old key with `ssh-keygen -R <host>`.",
  auth: "Check that `ssh <host>` logs in without a password.",
  "ssh-missing": "Install OpenSSH's client.",
  "docker-missing": "Install Docker on the server.",
};

/** Puts whatever was thrown into one shape. What nobody expected is a bug, with its stack. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UserError) return describeUserError(error);
  if (error instanceof EngineUnreachableError) {
    const fix = unreachableFixes[error.reason] ?? "Check the address, and that the engine is running.";
    return { code: "engine-unreachable", exitCode: 1, message: error.message, fix };
  }
  if (error instanceof EngineTooOldError) {
    return { code: "engine-too-old", exitCode: 1, message: error.message, fix: "Update Docker on that machine." };
  }
  if (error instanceof EngineAddressError) {
    const fix = "Write unix:///path, ssh://user@host, tcp://host:port, or the name of a Docker context.";
    return { code: "usage", exitCode: 2, message: error.message, fix };
  }
  if (error instanceof EngineError) {
    const message = `The engine refused ${error.method} ${error.path} with ${error.status}: ${error.detail}`;
    return { code: "engine-error", exitCode: 1, message };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: "bug",
    exitCode: 1,
    message: error instanceof Error ? error.message : String(error),
    stack: withCauses(error, stack),
  };
}

function describeUserError(error: UserError): Failure {
  return {
    code: error.code,
    exitCode: error.code === "interrupted" ? 130 : error.exitCode,
    message: error.message,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.issues.length === 0 ? {} : { issues: error.issues }),
  };
}

function withCauses(error: unknown, stack: string): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause === undefined) return stack;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `${stack}\ncaused by: ${withCauses(cause, text)}`;
}
