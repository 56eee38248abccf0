import { type Agent, type IncomingMessage, request as openRequest } from "node:http";
import type { Duplex } from "node:stream";
import { EngineUnreachableError } from "../errors/engine-unreachable-error.ts";
import { type ApiRequest, formatTarget } from "./api-request.ts";
import type { CallScope } from "./call-scope.ts";
import { needsLeave, uploadArchive } from "./upload-archive.ts";

/** An answer; with `socket` when the engine turned the connection into a raw stream. */
export interface Answer {
  response: IncomingMessage;
  socket?: Duplex;
}

export interface SendOptions {
  agent: Agent;
  version: string | undefined;
  /** Ends the request, its answer and its socket, whenever it fires. */
  scope: CallScope;
  /** Ask for a raw stream. */
  upgrade?: boolean;
}

/** Sends a request and resolves with the head of its answer. */
export function sendRequest(call: ApiRequest, options: SendOptions): Promise<Answer> {
  const { agent, version, scope, upgrade = false } = options;
  const { signal } = scope;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(toError(signal.reason));
    // At once, also while the connection is still being made, which cannot be hurried.
    const abort = () => reject(toError(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    const body = call.json === undefined ? undefined : Buffer.from(JSON.stringify(call.json));
    const request = openRequest({
      agent,
      method: call.method,
      path: formatTarget(version, call),
      headers: { Host: "localhost", ...buildHeaders(call, body, upgrade), ...call.headers },
    });
    const settle = (answer: Answer) => {
      signal.removeEventListener("abort", abort);
      destroyOnAbort(signal, answer.socket ?? answer.response);
      resolve(answer);
    };
    destroyOnAbort(signal, request);
    // It stays after the answer: an upload that the engine has stopped reading fails late, and the answer says why.
    request.on("error", (error) => {
      if (request.reusedSocket && call.method === "GET" && isStale(error) && !signal.aborted) {
        // The engine closed a waiting connection, or its link was cut, just as we took it.
        sendRequest(call, options).then(resolve, reject);
      } else reject(error);
    });
    request.on("response", (response) => settle({ response }));
    request.on("upgrade", (response, socket: Duplex, head) => {
      if (head.length > 0) socket.unshift(head);
      settle({ response, socket });
    });
    if (call.archive !== undefined) uploadArchive(request, call.archive, scope.cancel);
    else request.end(body);
  });
}

function buildHeaders(call: ApiRequest, body: Buffer | undefined, upgrade: boolean): Record<string, string> {
  return {
    ...(upgrade && { Connection: "Upgrade", Upgrade: "tcp" }),
    ...(body !== undefined && { "Content-Type": "application/json", "Content-Length": String(body.length) }),
    ...(call.archive !== undefined && { "Content-Type": "application/x-tar" }),
    // An engine that refuses the call answers before an archive is on its way, and the answer is not lost.
    ...(call.archive !== undefined && needsLeave(call.archive) && { Expect: "100-continue" }),
    ...(call.archive instanceof Uint8Array && { "Content-Length": String(call.archive.length) }),
    ...(call.method !== "GET" && body === undefined && call.archive === undefined && { "Content-Length": "0" }),
  };
}

function destroyOnAbort(
  signal: AbortSignal,
  target: { destroy(error: Error): unknown; once(event: "close", listener: () => void): unknown },
): void {
  const destroy = () => target.destroy(toError(signal.reason));
  signal.addEventListener("abort", destroy, { once: true });
  target.once("close", () => signal.removeEventListener("abort", destroy));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The call was aborted.", { cause: reason });
}

function isStale(error: Error & { code?: string }): boolean {
  if (error instanceof EngineUnreachableError) return error.reason === "connection-lost";
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}
