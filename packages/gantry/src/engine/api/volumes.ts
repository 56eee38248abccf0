import type { Engine } from "../engine.ts";
import type { ApiClient } from "../http/api-client.ts";
import { encodeSegment, formatFilters, formatNamePattern } from "../http/api-request.ts";
import type { VolumeInspect } from "../types.ts";
import { SLOW } from "./limits.ts";

/** The `volumes` part of `Engine`. */
export function createVolumes(client: ApiClient): Engine["volumes"] {
  return {
    async list({ labels, names, filters } = {}, { signal } = {}) {
      const { Volumes } = await client.call<{ Volumes: VolumeInspect[] | null }>({
        method: "GET",
        path: "/volumes",
        query: { filters: formatFilters({ ...filters, label: labels, name: names?.map(formatNamePattern) }) },
        signal,
      });
      return Volumes ?? [];
    },

    inspect: (name, { signal } = {}) =>
      client.call<VolumeInspect>({ method: "GET", path: `/volumes/${encodeSegment(name)}`, signal }),

    create: (body, { signal } = {}) =>
      client.call<VolumeInspect>({ method: "POST", path: "/volumes/create", json: body, signal, timeout: SLOW }),

    remove: (name, { force = false, signal } = {}) =>
      client.call({
        method: "DELETE",
        path: `/volumes/${encodeSegment(name)}`,
        query: { force },
        signal,
        timeout: SLOW,
      }),
  };
}
