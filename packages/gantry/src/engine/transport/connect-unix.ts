import { connect } from "node:net";
import type { Transport } from "./transport.ts";

/** Reaches an engine through a socket file on this machine. */
export function connectUnix(path: string): Transport {
  return {
    address: `unix://${path}`,
    maxConnections: 64,
    slow: false,
    connect: () => connect({ path }),
    connectPort: (port, host = "127.0.0.1") => connect({ port, host }),
    findHostName: async () => undefined,
    readCommand: async () => undefined,
    close: async () => {},
  };
}
