import type { JavascriptFacts } from "../javascript/javascript-facts.ts";

/** What is known about a site that is built once and served as files. */
export interface StaticFacts extends JavascriptFacts {
  recipe: "static";
  port: number;
  /** The program that builds it. */
  build: readonly string[];
  server: "nginx" | "caddy";
  /** The folder that the build writes, relative to `app`. */
  output: string;
  /** Paths without a file are answered with `index.html`: a router in the browser knows them. */
  singlePage: boolean;
  /** A folder of the output in which each file has a hash of its content in its name: `/assets/`. Absent: none is known. */
  hashed?: string;
}
