import { request } from "node:http";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Engine } from "../../engine/engine.ts";
import type { PortMap } from "../../engine/types.ts";
import type { Route } from "../../model/stack.ts";

/** Where a route is asked: the port that the proxy publishes on the engine's machine. */
export interface Door {
  route: Route;
  port: number;
  address: string;
  tls: boolean;
}

/** The doors of routes, as the proxy's container publishes them; a route whose port is not published has none. */
export function findDoors(routes: readonly Route[], ports: PortMap | null | undefined): Door[] {
  const published = (target: number) => {
    const binding = (ports?.[`${target}/tcp`] ?? []).find(({ HostPort }) => HostPort);
    return binding && { port: Number(binding.HostPort), address: reachable(binding.HostIp) };
  };
  return routes.flatMap((route): Door[] => {
    const bare = /^:(\d+)$/.exec(route.host)?.[1];
    if (bare !== undefined) {
      const place = published(Number(bare));
      return place ? [{ route, ...place, tls: false }] : [];
    }
    const [https, http] = [published(443), published(80)];
    if (https && !isLocalName(route.host)) return [{ route, ...https, tls: true }];
    return http ? [{ route, ...http, tls: false }] : [];
  });
}

/** An address that means all of them is asked on the loopback. */
function reachable(address: string | undefined): string {
  if (address === undefined || address === "" || address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}

const isLocalName = (host: string) => host.startsWith("http://") || host === "localhost";

/** The host name that a visitor of the route would use. */
export function hostOf({ host }: Route): string {
  return host.startsWith(":") ? "localhost" : host.replace(/^https?:\/\//, "").replace(/^\*\./, "smoke.");
}

/**
 * How a door answered: a status, or why there was none. Some of that is for the proxy to mend, and takes it a moment after its start: to listen,
 * and to get the certificate of a new host name.
 */
export type Answer = { status: number } | { failure: string; lacks?: "listener" | "certificate" };

/** Caddy ends a handshake with an alert as long as it has no certificate for the name; Node tells it in one of two ways. */
const noCertificate = new Set(["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "EPROTO"]);
/** Docker takes a connection for a container before anybody listens in there, and closes it again. */
const closed = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE"]);

/** The longest time for one answer, in milliseconds. */
const patience = 10_000;

/**
 * Asks a route as a visitor would: its port on the engine's machine, its host name, TLS where the proxy has it. A certificate is not judged: a
 * new host name's may still be on its way.
 */
export async function askDoor(engine: Pick<Engine, "openPort">, door: Door, signal: AbortSignal): Promise<Answer> {
  const { route, port, address, tls } = door;
  const host = hostOf(route);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const socket = engine.openPort(port, address);
  const stream: Duplex = tls ? connectTls({ socket, servername: host, rejectUnauthorized: false }) : socket;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      // The first stream's failure is the reason; TLS only sees that it ended.
      for (const each of new Set([socket, stream])) each.once("error", reject);
      limited.addEventListener("abort", () => reject(limited.reason), { once: true });
      const asking = request(
        {
          createConnection: () => stream,
          method: "GET",
          path: route.path ?? "/",
          headers: { host, "user-agent": "gantry", connection: "close" },
        },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0 });
        },
      );
      asking.once("error", reject);
      asking.end();
    });
  } catch (error) {
    signal.throwIfAborted();
    const lacks = findLack(error);
    return { failure: error instanceof Error ? error.message : String(error), ...(lacks && { lacks }) };
  } finally {
    stream.destroy();
    socket.destroy();
  }
}

function findLack(error: unknown): "listener" | "certificate" | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") return undefined;
  if (noCertificate.has(code)) return "certificate";
  return closed.has(code) ? "listener" : undefined;
}
