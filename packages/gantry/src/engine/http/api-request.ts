import type { Archive } from "../engine.ts";

export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** A call of the Engine API. */
export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Without the version: `/containers/json`. Build its variable parts with `encodeSegment`. */
  path: string;
  /** `undefined` values are left out, lists repeat the key. */
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a tar archive. */
  archive?: Archive;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call; `false`: as long as it takes. */
  timeout?: number | false;
}

/** Builds the path as it is sent. */
export function formatTarget(
  version: string | undefined,
  { path, query = {} }: Pick<ApiRequest, "path" | "query">,
): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(key, String(item));
  }
  const search = parameters.size === 0 ? "" : `?${parameters}`;
  return `${version === undefined ? "" : `/v${version}`}${path}${search}`;
}

/** Encodes an id or a name for a path. An empty one would call another function of the API: a list, a prune. */
export function encodeSegment(value: string): string {
  if (value === "" || value === "." || value === "..") throw new TypeError(`"${value}" is no id and no name.`);
  return encodeURIComponent(value);
}

/** As `encodeSegment`, for image references, whose slashes the API takes as they are. */
export function encodeReference(reference: string): string {
  return reference.split("/").map(encodeSegment).join("/");
}

/** Builds the `filters` parameter of the API. */
export function formatFilters(filters: Readonly<Record<string, readonly string[] | undefined>>): string | undefined {
  const set = Object.entries(filters).filter(([, values]) => values !== undefined && values.length > 0);
  return set.length === 0 ? undefined : JSON.stringify(Object.fromEntries(set));
}

/** The API matches names as patterns; this matches exactly one. */
export function formatNamePattern(name: string): string {
  return `^/?${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}
