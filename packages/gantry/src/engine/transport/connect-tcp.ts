import { connect as connectPlain } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Transport } from "./transport.ts";

export interface Certificates {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  /** `SkipTLSVerify` of a Docker context. */
  skipVerify?: boolean;
}

/** Reaches an engine by TCP; with certificates, by TLS. */
export function connectTcp(target: { host: string; port: number; tls?: Certificates }): Transport {
  const { host, port, tls } = target;
  return {
    address: `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`,
    maxConnections: 64,
    slow: false,
    connect: (): Duplex => {
      if (tls === undefined) return connectPlain({ host, port, noDelay: true });
      const { skipVerify, ...certificates } = tls;
      return connectTls({
        host,
        port,
        ...certificates,
        rejectUnauthorized: skipVerify !== true,
        ALPNProtocols: ["http/1.1"],
      });
    },
    // Only what listens on the address that the engine is reached by can be reached.
    connectPort: (own, inner) => connectPlain({ host: inner ?? host, port: own, noDelay: true }),
    findHostName: async () => host,
    readCommand: async () => undefined,
    close: async () => {},
  };
}
