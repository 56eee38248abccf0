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

/** How a door answered: a status, or why there was none. */
export type Answer = { status: number } | { failure: string };

/** The longest time for one answer, in milliseconds. */
const patience = 10_000;

/**
 * Asks a route as a visitor would: its port on the engine's machine, its host name, TLS where the proxy has it. A certificate is not judged: a
 * new host name's may still be on its way.
 */
export async function askDoor(engine: Engine, door: Door, signal: AbortSignal): Promise<Answer> {
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
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    stream.destroy();
    socket.destroy();
  }
}
