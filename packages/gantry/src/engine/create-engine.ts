import { createContainers } from "./api/containers.ts";
import { createExec } from "./api/exec.ts";
import { createImages } from "./api/images.ts";
import { createNetworks } from "./api/networks.ts";
import { createVolumes } from "./api/volumes.ts";
import type { Engine } from "./engine.ts";
import { createApiClient } from "./http/api-client.ts";
import { formatFilters } from "./http/api-request.ts";
import { readJsonLines } from "./stream/read-json-lines.ts";
import type { Transport } from "./transport/transport.ts";
import type { EngineEvent, EngineInfo, EngineVersion } from "./types.ts";

const DEFAULT_TIMEOUT = 60_000;

/** Makes an engine of a transport. Nothing is sent before the first call. */
export function createEngine(transport: Transport, { timeout = DEFAULT_TIMEOUT }: { timeout?: number } = {}): Engine {
  const client = createApiClient(transport, { timeout });
  return {
    address: client.address,
    get apiVersion() {
      return client.apiVersion;
    },
    ping: async ({ signal } = {}) => ({ apiVersion: await client.ping(signal) }),
    version: ({ signal } = {}) => client.call<EngineVersion>({ method: "GET", path: "/version", signal }),
    info: ({ signal } = {}) => client.call<EngineInfo>({ method: "GET", path: "/info", signal }),
    events: ({ filters = {}, since, until, signal } = {}) =>
      client.iterate(
        {
          method: "GET",
          path: "/events",
          query: { filters: formatFilters(filters), since: since?.toFixed(9), until: until?.toFixed(9) },
          signal,
        },
        (response) => readJsonLines<EngineEvent>(response),
      ),
    containers: createContainers(client),
    networks: createNetworks(client),
    volumes: createVolumes(client),
    images: createImages(client),
    ...createExec(client),
    openPort: (port, host) => transport.connectPort(port, host),
    machine: {
      findHostName: ({ signal } = {}) => transport.findHostName(signal),
      readCommand: (command, { signal } = {}) => transport.readCommand(command, signal),
    },
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
