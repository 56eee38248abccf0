import process from "node:process";
import type { Recipe } from "./recipe.ts";

/** Debian releases that images are built on. */
export const bases = ["trixie", "sid"] as const;
export type Base = (typeof bases)[number];

const nodeArch = process.arch === "arm64" ? "arm64" : "x64";

/** Every image that the lab can make. An Alpine image is stood for by the Debian one with busybox on top, so that they share their layers. */
export const recipes: readonly Recipe[] = [
  { name: "busybox", folder: "busybox", from: "trixie", standsFor: ["busybox:latest", "alpine:latest", "alpine:3"] },
  {
    name: "node",
    folder: "node",
    from: "trixie",
    standsFor: ["node:22", "node:22-slim"],
    fetched: [
      { name: "node.tgz", npm: `node-linux-${nodeArch}@22` },
      { name: "npm.tgz", npm: "npm@10" },
      { name: "corepack.tgz", npm: "corepack@0.34" },
    ],
  },
  { name: "node-alpine", folder: "with-busybox", from: "node", standsFor: ["node:22-alpine"] },
  {
    name: "node-24",
    folder: "node",
    from: "trixie",
    fetched: [
      { name: "node.tgz", npm: `node-linux-${nodeArch}@24` },
      { name: "npm.tgz", npm: "npm@11" },
      { name: "corepack.tgz", npm: "corepack@0.34" },
    ],
  },
  { name: "node-24-alpine", folder: "with-busybox", from: "node-24", standsFor: ["node:24-alpine"], onRequest: true },
  // Debian has one Python a release. It stands for its neighbour too, as no test looks at the difference.
  {
    name: "python",
    folder: "python",
    from: "trixie",
    standsFor: ["python:3.13-slim", "python:3.12-slim"],
    onRequest: true,
  },
  { name: "postgres", folder: "postgres", from: "trixie", standsFor: ["postgres:17"] },
  { name: "postgres-alpine", folder: "with-busybox", from: "postgres", standsFor: ["postgres:17-alpine"] },
  { name: "pgvector", folder: "pgvector", from: "postgres", standsFor: ["pgvector/pgvector:pg17"] },
  { name: "redis", folder: "redis", from: "trixie", standsFor: ["redis:8"] },
  { name: "redis-alpine", folder: "with-busybox", from: "redis", standsFor: ["redis:8-alpine", "redis:7-alpine"] },
  {
    name: "caddy",
    folder: "caddy",
    from: "trixie",
    fetched: [{ name: "caddy.deb", sid: "caddy" }],
  },
  // Caddy's images are Alpine's, whatever they are called.
  { name: "caddy-alpine", folder: "with-busybox", from: "caddy", standsFor: ["caddy:2", "caddy:2-alpine"] },
  { name: "caddy-builder", folder: "caddy-builder", from: "sid", standsFor: ["caddy:2-builder"], onRequest: true },
  { name: "nginx", folder: "nginx", from: "trixie", standsFor: ["nginx:latest"] },
  {
    name: "nginx-alpine",
    folder: "with-busybox",
    from: "nginx",
    standsFor: ["nginx:alpine", "nginx:1-alpine-slim"],
  },
  // With a C library and certificates, which the smallest stand-in has not.
  { name: "alpine-system", folder: "with-busybox", from: "trixie", standsFor: ["alpine:3.22"], onRequest: true },
  { name: "registry", folder: "registry", from: "trixie" },
  { name: "engine-sid", folder: "engine", from: "sid" },
  { name: "engine-trixie", folder: "engine", from: "trixie" },
];

/** The images that every test, benchmark and the demo may use by these names. */
export const images: readonly string[] = recipes
  .filter(({ onRequest }) => onRequest !== true)
  .flatMap(({ standsFor = [] }) => standsFor);

/** @throws Error for a name that is none of the catalogue's, which is a mistake in a test */
export function recipeFor(image: string): Recipe {
  const recipe = recipes.find(({ name, standsFor = [] }) => name === image || standsFor.includes(image));
  if (recipe === undefined) {
    const known = recipes.flatMap(({ standsFor = [] }) => standsFor);
    throw new Error(`the lab has no recipe for ${image}; it has ${known.join(", ")}`);
  }
  return recipe;
}
