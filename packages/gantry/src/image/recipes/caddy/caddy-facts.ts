import type { SharedFacts } from "../shared-facts.ts";

/** What is known about a Caddy with modules. */
export interface CaddyFacts extends SharedFacts {
  recipe: "caddy";
  /** Go module paths with an optional version: `github.com/caddy-dns/hetzner/v2@v2.0.0`. Sorted, as their order means nothing. */
  modules: readonly string[];
  port: number;
  /** The folder of the files to include, relative to the context. */
  app: string;
  /** Files and folders for `/etc/caddy`, relative to `app`: a `Caddyfile`. Without one the container brings it along. */
  include: readonly string[];
}
