import type { Engine } from "../engine.ts";
import { EngineError } from "../errors/engine-error.ts";
import type { ApiClient } from "../http/api-client.ts";
import { type ApiRequest, encodeReference, formatFilters } from "../http/api-request.ts";
import { readProgress } from "../stream/read-progress.ts";
import type { ImageHistoryEntry, ImageInspect, ImageSummary } from "../types.ts";
import { SLOW } from "./limits.ts";
import { parseImageReference } from "./parse-image-reference.ts";

/** The `images` part of `Engine`. */
export function createImages(client: ApiClient): Engine["images"] {
  const progress = (request: ApiRequest) => client.iterate(request, (response) => readProgress(response, request));

  return {
    list: ({ labels, names, filters } = {}, { signal } = {}) =>
      client.call<ImageSummary[]>({
        method: "GET",
        path: "/images/json",
        query: { filters: formatFilters({ ...filters, label: labels, reference: names }) },
        signal,
      }),

    inspect: (reference, { manifests, signal } = {}) =>
      client.call<ImageInspect>({
        method: "GET",
        path: `/images/${encodeReference(reference)}/json`,
        query: { manifests: manifests || undefined },
        signal,
      }),

    history: (reference, { signal } = {}) =>
      client.call<ImageHistoryEntry[]>({
        method: "GET",
        path: `/images/${encodeReference(reference)}/history`,
        signal,
      }),

    pull(reference, { platform, auth, signal } = {}) {
      const { name, tag } = parseImageReference(reference);
      return progress({
        method: "POST",
        path: "/images/create",
        query: { fromImage: name, tag, platform },
        ...(auth !== undefined && { headers: { "X-Registry-Auth": auth } }),
        signal,
      });
    },

    push(reference, { auth, signal } = {}) {
      const { name, tag } = parseImageReference(reference);
      return progress({
        method: "POST",
        path: `/images/${encodeReference(name)}/push`,
        query: { tag },
        // The engine insists on the header, also where nobody logged in.
        headers: { "X-Registry-Auth": auth ?? Buffer.from("{}").toString("base64url") },
        signal,
      });
    },

    tag: (reference, { repo, tag }, { signal } = {}) =>
      client.call({ method: "POST", path: `/images/${encodeReference(reference)}/tag`, query: { repo, tag }, signal }),

    async remove(reference, { force = false, noPrune = false, signal } = {}) {
      await client.call<unknown>({
        method: "DELETE",
        path: `/images/${encodeReference(reference)}`,
        query: { force, noprune: noPrune },
        signal,
        timeout: SLOW,
      });
    },

    load: (tar, { signal } = {}) => progress({ method: "POST", path: "/images/load", archive: tar, signal }),

    save: (references, { signal } = {}) =>
      client.download({ method: "GET", path: "/images/get", query: { names: references }, signal }),

    async import(tar, { repo, tag }, { changes, signal } = {}) {
      const request: ApiRequest = {
        method: "POST",
        path: "/images/create",
        query: { fromSrc: "-", repo, tag, changes },
        archive: tar,
        signal,
      };
      let id: string | undefined;
      for await (const { status } of progress(request)) if (status?.startsWith("sha256:") === true) id = status;
      if (id !== undefined) return id;
      throw new EngineError({ status: 200, detail: "The engine named no image.", method: "POST", path: request.path });
    },
  };
}
