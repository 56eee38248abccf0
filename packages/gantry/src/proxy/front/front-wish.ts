import type { Port } from "../../model/service.ts";

/** What a stack asks of the front that it shares with others. */
export interface FrontWish {
  /** Of the Caddy, where the host has none yet. */
  image: string;
  /** Those of the host that lead to its ports 80 and 443. */
  ports: readonly Port[];
}
