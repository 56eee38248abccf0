import type { Engine } from "../engine.ts";
import type { ApiClient } from "../http/api-client.ts";
import { encodeSegment, formatFilters, formatNamePattern } from "../http/api-request.ts";
import { readOutput } from "../stream/demultiplex.ts";
import type { ContainerInspect, ContainerStats, ContainerSummary } from "../types.ts";
import { attachContainer } from "./attach-container.ts";
import { isMultiplexed } from "./is-multiplexed.ts";
import { SLOW, stopLimit } from "./limits.ts";

const pathOf = (id: string, action: string) => `/containers/${encodeSegment(id)}${action}`;

/** The `containers` part of `Engine`. */
export function createContainers(client: ApiClient): Engine["containers"] {
  const inspect: Engine["containers"]["inspect"] = (id, { signal } = {}) =>
    client.call<ContainerInspect>({ method: "GET", path: pathOf(id, "/json"), signal });

  const resize: Engine["containers"]["resize"] = (id, { columns, rows }, { signal } = {}) =>
    client.call({ method: "POST", path: pathOf(id, "/resize"), query: { h: rows, w: columns }, signal });

  const wait: Engine["containers"]["wait"] = async (id, { condition, signal } = {}) => {
    const { StatusCode } = await client.call<{ StatusCode: number }>({
      method: "POST",
      path: pathOf(id, "/wait"),
      query: { condition },
      signal,
      timeout: false,
    });
    return { exitCode: StatusCode };
  };

  return {
    inspect,
    resize,
    wait,

    list: ({ running = false, labels, names, filters } = {}, { signal } = {}) =>
      client.call<ContainerSummary[]>({
        method: "GET",
        path: "/containers/json",
        query: {
          all: !running,
          filters: formatFilters({ ...filters, label: labels, name: names?.map(formatNamePattern) }),
        },
        signal,
      }),

    async create(name, body, { platform, signal } = {}) {
      const { Id, Warnings } = await client.call<{ Id: string; Warnings: string[] | null }>({
        method: "POST",
        path: "/containers/create",
        query: { name, platform },
        json: body,
        signal,
        timeout: SLOW,
      });
      return { id: Id, warnings: Warnings ?? [] };
    },

    start: (id, { signal } = {}) => client.call({ method: "POST", path: pathOf(id, "/start"), signal, timeout: SLOW }),

    stop: (id, { graceSeconds, stopSignal, signal } = {}) =>
      client.call({
        method: "POST",
        path: pathOf(id, "/stop"),
        query: { t: graceSeconds, signal: stopSignal },
        signal,
        timeout: stopLimit(graceSeconds),
      }),

    restart: (id, { graceSeconds, signal } = {}) =>
      client.call({
        method: "POST",
        path: pathOf(id, "/restart"),
        query: { t: graceSeconds },
        signal,
        timeout: stopLimit(graceSeconds),
      }),

    kill: (id, killSignal = "SIGKILL", { signal } = {}) =>
      client.call({ method: "POST", path: pathOf(id, "/kill"), query: { signal: killSignal }, signal }),

    rename: (id, name, { signal } = {}) =>
      client.call({ method: "POST", path: pathOf(id, "/rename"), query: { name }, signal }),

    remove: (id, { force = false, volumes = false, signal } = {}) =>
      client.call({
        method: "DELETE",
        path: pathOf(id, ""),
        query: { force, v: volumes },
        signal,
        timeout: SLOW,
      }),

    logs: (id, { follow = false, tail, since, until, timestamps = false, signal } = {}) =>
      client.iterate(
        {
          method: "GET",
          path: pathOf(id, "/logs"),
          query: {
            stdout: true,
            stderr: true,
            follow,
            tail: tail ?? "all",
            since: since?.toFixed(9),
            until: until?.toFixed(9),
            timestamps,
          },
          signal,
        },
        async function* (response) {
          yield* readOutput(
            response,
            await isMultiplexed(response, async () => (await inspect(id)).Config.Tty === true),
          );
        },
      ),

    stats: (id, { twoSamples = false, signal } = {}) =>
      client.call<ContainerStats>({
        method: "GET",
        path: pathOf(id, "/stats"),
        query: { stream: false, "one-shot": !twoSamples },
        signal,
      }),

    attach: (id, options = {}) => attachContainer(client, { inspect, resize, wait }, id, options),

    putArchive: (id, path, tar, { signal } = {}) =>
      client.call({
        method: "PUT",
        path: pathOf(id, "/archive"),
        query: { path },
        archive: tar,
        signal,
        timeout: SLOW,
      }),

    getArchive: (id, path, { signal } = {}) =>
      client.download({ method: "GET", path: pathOf(id, "/archive"), query: { path }, signal }),
  };
}
