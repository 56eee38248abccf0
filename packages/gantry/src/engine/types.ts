/**
 * The bodies of the Docker Engine API, with the API's own field names.
 *
 * @see https://docs.docker.com/reference/api/engine/
 */
export type * from "./types/container.ts";
export type * from "./types/host-config.ts";
export type * from "./types/image.ts";
export type * from "./types/network.ts";
export type * from "./types/system.ts";
export type * from "./types/volume.ts";
