import type { JavascriptFacts } from "../javascript/javascript-facts.ts";

export interface NextjsFacts extends JavascriptFacts {
  recipe: "nextjs";
  port: number;
  /** `app` has a folder `public`. */
  hasPublic: boolean;
  /** The configuration does not say `output: "standalone"`, so the build has to. */
  forcesStandalone: boolean;
  /** A server of the application's own, instead of the one that Next.js writes. */
  customServer?: CustomServer;
}

export interface CustomServer {
  /** The program, started in `app`. */
  start: readonly string[];
  /** What it needs of `app` beside `.next` and `public`. Absent: the sources, since it runs TypeScript as it is. */
  files?: readonly string[];
}
