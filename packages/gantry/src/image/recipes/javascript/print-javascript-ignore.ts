import { posix } from "node:path";
import { printDockerignore } from "../print-dockerignore.ts";
import type { JavascriptFacts } from "./javascript-facts.ts";

/** The ignore file of an application from npm packages. What the recipe includes is never left out. */
export function printJavascriptIgnore({ app, include }: JavascriptFacts, more: readonly string[] = []): string {
  return printDockerignore([
    "**/.yarn/cache",
    "**/.yarn/install-state.gz",
    "**/.pnp.*",
    "**/.pnpm-store",
    "**/.eslintcache",
    ...more,
    ...include.map((path) => `!${posix.join(app, path)}`),
  ]);
}
