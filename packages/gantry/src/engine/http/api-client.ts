import type { IncomingMessage } from "node:http";
import { type Duplex, Readable } from "node:stream";
import { EngineTooOldError } from "../errors/engine-too-old-error.ts";
import { EngineUnreachableError } from "../errors/engine-unreachable-error.ts";
import { toUnreachableError } from "../errors/to-unreachable-error.ts";
import type { Transport } from "../transport/transport.ts";
import type { ApiRequest } from "./api-request.ts";
import { chooseApiVersion, OLDEST_API } from "./api-version.ts";
import { type CallScope, openCallScope } from "./call-scope.ts";
import { createIterable } from "./create-iterable.ts";
import { createNegotiation } from "./create-negotiation.ts";
import { createLimiter } from "./limiter.ts";
import { readEngineError, readText } from "./read-answer.ts";
import { type Answer, sendRequest } from "./send-request.ts";
import { TransportAgent } from "./transport-agent.ts";

/** A connection that the engine turned into a raw stream. */
export interface RawStream {
  socket: Duplex;
  response: IncomingMessage;
  /** Puts what the socket fails with into the terms of `Engine`. */
  explain(error: unknown): unknown;
}

/** Calls of the Engine API over one transport. Every method rejects with the errors that `Engine` names. */
export interface ApiClient {
  readonly address: string;
  readonly apiVersion: string | undefined;
  /** Asks the engine for its version, and settles on the one to speak. */
  ping(signal?: AbortSignal): Promise<string>;
  /** The version to speak; asks only once. */
  negotiate(signal?: AbortSignal): Promise<string>;
  /** A call with an answer in JSON, or none. */
  call<T = void>(request: ApiRequest): Promise<T>;
  /** A call whose answer is read as it comes. Begins when it is iterated; leaving the loop ends it. */
  iterate<T>(request: ApiRequest, read: (response: IncomingMessage) => AsyncIterable<T>): AsyncIterable<T>;
  /** A call whose answer is a file. Destroying the stream ends the call. */
  download(request: ApiRequest): Promise<Readable>;
  /** A call that ends in a raw stream. The signal ends the stream, too. */
  hijack(request: ApiRequest): Promise<RawStream>;
  close(): Promise<void>;
}

export interface ApiClientOptions {
  /** Milliseconds that a call may take unless it names its own limit. */
  timeout: number;
}

// Longer than `ssh` takes to give up, which says more than a time-out does.
const PING_LIMIT = 30_000;
/** Over a slow transport. */
const readsAtOnce = 4;
const PING: ApiRequest = { method: "GET", path: "/_ping" };

export function createApiClient(transport: Transport, { timeout }: ApiClientOptions): ApiClient {
  const { address } = transport;
  const agent = new TransportAgent(transport, transport.maxConnections);
  // Streams live long; they must not take the place of calls.
  const streamAgent = new TransportAgent(transport, Number.POSITIVE_INFINITY);
  // A further connection costs more than to wait for one that is being answered: looking at many things at once opens few.
  const limitReads = createLimiter(transport.slow ? readsAtOnce : Number.POSITIVE_INFINITY);
  let preparing = false;
  let closed = false;

  function openScope({ signal, timeout: limit = timeout }: Pick<ApiRequest, "signal" | "timeout">): CallScope {
    if (limit === false) return openCallScope(signal);
    const createError = () =>
      new EngineUnreachableError(address, "timeout", { detail: `no answer within ${limit / 1000} s` });
    return openCallScope(signal, { milliseconds: limit, createError });
  }

  function explain(error: unknown, scope: CallScope): unknown {
    if (scope.signal.aborted) return scope.signal.reason;
    const explained = toUnreachableError(address, error);
    const isOurs = closed && explained instanceof EngineUnreachableError;
    return isOurs ? new EngineUnreachableError(address, "closed", { cause: error }) : explained;
  }

  /** Runs a call in a scope and puts what it throws into the terms of `Engine`. */
  async function guard<T>(scope: CallScope, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, scope);
    }
  }

  async function send(
    request: ApiRequest,
    scope: CallScope,
    options: { stream: boolean; upgrade?: boolean },
  ): Promise<Answer> {
    const version = await negotiation.settle(scope.signal);
    assertOpen();
    const answer = await sendRequest(request, {
      agent: options.stream ? streamAgent : agent,
      version,
      scope,
      upgrade: options.upgrade ?? false,
    });
    const status = answer.response.statusCode ?? 0;
    if (status >= 300 && status !== 304) throw await readEngineError(answer.response, request);
    return answer;
  }

  function assertOpen(): void {
    if (closed) throw new EngineUnreachableError(address, "closed");
  }

  const negotiation = createNegotiation(async (signal) => {
    const scope = openScope({ signal, timeout: Math.min(timeout, PING_LIMIT) });
    try {
      return await guard(scope, async () => {
        assertOpen();
        const { response } = await sendRequest(PING, { agent, version: undefined, scope });
        if ((response.statusCode ?? 0) >= 300) throw await readEngineError(response, PING);
        await readText(response);
        const found = response.headers["api-version"];
        if (typeof found !== "string") throw new EngineUnreachableError(address, "not-an-engine");
        const chosen = chooseApiVersion(found);
        if (chosen === undefined) throw new EngineTooOldError(address, { found, needed: OLDEST_API });
        return chosen;
      });
    } finally {
      scope.release();
    }
  });

  /** A raw stream uses its connection up; the next one finds another waiting. */
  function prepareConnection(): void {
    if (!transport.slow || preparing || Object.keys(streamAgent.freeSockets).length > 0) return;
    preparing = true;
    const scope = openScope({ timeout: PING_LIMIT });
    sendRequest(PING, { agent: streamAgent, version: undefined, scope })
      .then(({ response }) => readText(response))
      // Whoever needs the connection will learn why there is none.
      .catch(() => {})
      .finally(() => {
        scope.release();
        preparing = false;
      });
  }

  return {
    address,
    get apiVersion() {
      return negotiation.version;
    },
    ping: negotiation.ask,
    negotiate: negotiation.settle,

    async call<T>(request: ApiRequest): Promise<T> {
      const scope = openScope(request);
      const stream = request.timeout === false;
      const ask = async () => {
        const { response } = await send(request, scope, { stream });
        const text = await readText(response);
        return (text === "" ? undefined : JSON.parse(text)) as T;
      };
      try {
        return await guard(scope, () => (request.method === "GET" && !stream ? limitReads(ask) : ask()));
      } finally {
        scope.release();
      }
    },

    iterate: (request, read) =>
      createIterable(request.signal, async function* (scope) {
        try {
          const { response } = await send(request, scope, { stream: true });
          yield* read(response);
        } catch (error) {
          throw explain(error, scope);
        }
      }),

    async download(request) {
      const scope = openScope({ ...request, timeout: false });
      try {
        const { response } = await guard(scope, () => send(request, scope, { stream: true }));
        const readable = Readable.from(guardChunks(response, scope), { objectMode: false });
        // A generator that waits for data cannot be ended from outside; its source can.
        readable.once("close", () => response.destroy());
        response.once("close", scope.release);
        return readable;
      } catch (error) {
        scope.release();
        throw error;
      }
    },

    async hijack(request) {
      const scope = openScope({ ...request, timeout: false });
      try {
        return await guard(scope, async () => {
          const { response, socket } = await send(request, scope, { stream: true, upgrade: true });
          if (socket === undefined) {
            response.destroy();
            throw new EngineUnreachableError(address, "not-an-engine", { detail: "it refused to open a raw stream" });
          }
          socket.once("close", scope.release);
          prepareConnection();
          return { socket, response, explain: (error: unknown) => explain(error, scope) };
        });
      } catch (error) {
        scope.release();
        throw error;
      }
    },

    async close() {
      closed = true;
      agent.close();
      streamAgent.close();
      await transport.close();
    },
  };

  async function* guardChunks(response: IncomingMessage, scope: CallScope): AsyncGenerator<Buffer> {
    try {
      yield* response;
    } catch (error) {
      throw explain(error, scope);
    }
  }
}
