import type { Engine } from "../engine.ts";
import type { ApiClient } from "../http/api-client.ts";
import { encodeSegment, formatFilters, formatNamePattern } from "../http/api-request.ts";
import { compareApiVersions } from "../http/api-version.ts";
import type { NetworkInspect } from "../types.ts";

const pathOf = (id: string, action = "") => `/networks/${encodeSegment(id)}${action}`;

/** The `networks` part of `Engine`. */
export function createNetworks(client: ApiClient): Engine["networks"] {
  return {
    list: ({ labels, names, filters } = {}, { signal } = {}) =>
      client.call<NetworkInspect[]>({
        method: "GET",
        path: "/networks",
        query: { filters: formatFilters({ ...filters, label: labels, name: names?.map(formatNamePattern) }) },
        signal,
      }),

    inspect: (id, { signal } = {}) => client.call<NetworkInspect>({ method: "GET", path: pathOf(id), signal }),

    async create(body, { signal } = {}) {
      // Names are unique by themselves since API 1.44, which has dropped the field.
      const older = compareApiVersions(await client.negotiate(signal), "1.44") < 0;
      const { Id, Warning } = await client.call<{ Id: string; Warning?: string }>({
        method: "POST",
        path: "/networks/create",
        json: older ? { CheckDuplicate: true, ...body } : body,
        signal,
      });
      return { id: Id, warning: Warning ?? "" };
    },

    remove: (id, { signal } = {}) => client.call({ method: "DELETE", path: pathOf(id), signal }),

    connect: (id, containerId, endpoint, { signal } = {}) =>
      client.call({
        method: "POST",
        path: pathOf(id, "/connect"),
        json: { Container: containerId, EndpointConfig: endpoint },
        signal,
      }),

    disconnect: (id, containerId, { force = false, signal } = {}) =>
      client.call({
        method: "POST",
        path: pathOf(id, "/disconnect"),
        json: { Container: containerId, Force: force },
        signal,
      }),
  };
}
