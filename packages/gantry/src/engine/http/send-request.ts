import { type Agent, type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import type { Duplex, Readable } from "node:stream";
import { type ApiRequest, formatTarget } from "./api-request.ts";
import type { CallScope } from "./call-scope.ts";

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
        // The engine closed a waiting connection just as we took it.
        sendRequest(call, options).then(resolve, reject);
      } else reject(error);
    });
    request.on("response", (response) => settle({ response }));
    request.on("upgrade", (response, socket: Duplex, head) => {
      if (head.length > 0) socket.unshift(head);
      settle({ response, socket });
    });
    if (call.archive !== undefined) uploadArchive(request, call.archive, scope);
    else request.end(body);
  });
}

function buildHeaders(call: ApiRequest, body: Buffer | undefined, upgrade: boolean): Record<string, string> {
  return {
    ...(upgrade && { Connection: "Upgrade", Upgrade: "tcp" }),
    ...(body !== undefined && { "Content-Type": "application/json", "Content-Length": String(body.length) }),
    ...(call.archive !== undefined && { "Content-Type": "application/x-tar" }),
    // An engine that refuses the call answers before an archive is on its way, and the answer is not lost.
    ...(call.archive !== undefined && !isEmpty(call.archive) && { Expect: "100-continue" }),
    ...(call.archive instanceof Uint8Array && { "Content-Length": String(call.archive.length) }),
    ...(call.method !== "GET" && body === undefined && call.archive === undefined && { "Content-Length": "0" }),
  };
}

function isEmpty(archive: Uint8Array | Readable): boolean {
  return archive instanceof Uint8Array && archive.length === 0;
}

function uploadArchive(request: ClientRequest, archive: Uint8Array | Readable, scope: CallScope): void {
  request.once("response", (response) => {
    // An answer may come before all is sent; then the connection is of no further use.
    response.once("end", () => {
      if (!request.writableFinished) request.destroy();
    });
  });
  if (archive instanceof Uint8Array) {
    if (isEmpty(archive)) request.end();
    else request.once("continue", () => request.end(archive)).flushHeaders();
    return;
  }
  // Not the connection's failure, but the caller's: it is thrown as it is.
  archive.once("error", scope.cancel);
  request.once("continue", () => archive.pipe(request)).flushHeaders();
  const stop = () => {
    archive.unpipe(request);
    archive.destroy();
  };
  request.once("close", stop);
  request.once("response", (response) => {
    if ((response.statusCode ?? 0) >= 300) stop();
  });
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
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}
