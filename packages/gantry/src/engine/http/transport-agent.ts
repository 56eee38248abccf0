import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { EngineUnreachableError } from "../errors/engine-unreachable-error.ts";
import type { Transport } from "../transport/transport.ts";

// Engines close a waiting connection after five minutes; ours go first, so that none is cut as it is taken.
const IDLE_MILLISECONDS = 60_000;

/** Keeps a transport's connections for reuse, and ends them all at once. */
export class TransportAgent extends Agent {
  readonly #transport: Transport;
  readonly #open = new Set<Duplex>();
  #closed = false;

  constructor(transport: Transport, maxSockets: number) {
    super({ keepAlive: true, maxSockets, maxFreeSockets: transport.maxConnections, timeout: IDLE_MILLISECONDS });
    this.#transport = transport;
  }

  override createConnection(): Duplex {
    const socket = this.#transport.connect();
    this.#open.add(socket);
    // A raw stream has no request that would listen; whoever reads it sees the error.
    socket.on("error", () => {});
    socket.once("close", () => this.#open.delete(socket));
    if (this.#closed) socket.destroy(new EngineUnreachableError(this.#transport.address, "closed"));
    return socket;
  }

  /** Ends every connection, those that have become raw streams too. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#open) socket.destroy(new EngineUnreachableError(this.#transport.address, "closed"));
    this.destroy();
  }
}
