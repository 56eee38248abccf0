import { EngineUnreachableError, type UnreachableReason } from "./engine-unreachable-error.ts";

const REASONS: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: "refused",
  ENOENT: "no-socket",
  ENOTSOCK: "no-socket",
  EACCES: "permission",
  EPERM: "permission",
  ETIMEDOUT: "timeout",
  ECONNRESET: "connection-lost",
  EPIPE: "connection-lost",
  ERR_STREAM_PREMATURE_CLOSE: "connection-lost",
  ENOTFOUND: "host-not-found",
  EAI_AGAIN: "host-not-found",
  EHOSTUNREACH: "network",
  ENETUNREACH: "network",
};

/** Puts a failure of the connection into our own terms. Any other error stays as it is. */
export function toUnreachableError(address: string, error: unknown): unknown {
  const reason = findReason(readCode(error));
  if (reason === undefined || !(error instanceof Error)) return error;
  return new EngineUnreachableError(address, reason, { detail: error.message, cause: error });
}

function readCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

function findReason(code: string): UnreachableReason | undefined {
  // Certificate verification has codes of its own, without a common prefix.
  if (code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL") || /CERT|SELF_SIGNED|ISSUER/.test(code)) return "tls";
  if (code.startsWith("HPE_")) return "not-an-engine";
  return REASONS[code];
}
