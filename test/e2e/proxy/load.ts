import { Agent } from "node:http";
import { type Identity, request } from "./rig.ts";

export interface LoadResult {
  requests: number;
  /** Requests that were not answered, or not with 200. */
  failures: string[];
  /** Connections that the proxy closed just as they were used again, before it had read anything: RFC 9112 leaves these to the client. */
  idleResets: number;
  /** What was posted and answered. */
  posted: string[];
  /** What was posted on a connection that was reset: none of it may have arrived. */
  unposted: string[];
  releases: Set<string>;
}

export interface Load {
  /** Resolves when so many more requests have been answered. */
  answered(more: number): Promise<void>;
  stop(): Promise<LoadResult>;
}

/** Clients that keep their connections, each with one request after the other: as many POSTs as GETs. */
export function startLoad(port: number, { clients = 8 }: { clients?: number } = {}): Load {
  const result: LoadResult = {
    requests: 0,
    failures: [],
    idleResets: 0,
    posted: [],
    unposted: [],
    releases: new Set(),
  };
  let running = true;
  let waiting: { at: number; resolve: () => void }[] = [];
  const one = async (agent: Agent, client: number, round: number) => {
    const body = `${client}-${round}`;
    const post = round % 2 === 1;
    try {
      const answer = post
        ? await request(port, "/orders", { method: "POST", body, agent })
        : await request(port, client % 2 === 0 ? "/" : "/api/", { method: "GET", agent });
      if (answer.status === 200) {
        const identity: Identity = JSON.parse(answer.body);
        result.releases.add(identity.release);
        if (post) result.posted.push(body);
      } else result.failures.push(`${post ? "POST" : "GET"} ${answer.status} ${answer.body.slice(0, 100)}`);
    } catch (error) {
      const { code, reused } = error as { code?: string; reused?: boolean };
      if (reused && (code === "ECONNRESET" || code === "EPIPE")) {
        result.idleResets += 1;
        if (post) result.unposted.push(body);
      } else result.failures.push(`${post ? "POST" : "GET"} ${code}`);
    }
    result.requests += 1;
    waiting = waiting.filter(({ at, resolve }) => {
      if (result.requests >= at) resolve();
      return result.requests < at;
    });
  };
  const loops = Array.from({ length: clients }, async (_, client) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let round = 0; running; round += 1) await one(agent, client, round);
    agent.destroy();
  });
  return {
    answered: (more) => new Promise((resolve) => waiting.push({ at: result.requests + more, resolve })),
    stop: async () => {
      running = false;
      await Promise.all(loops);
      return result;
    },
  };
}
