import { afterEach, expect, test } from "vitest";
import { lockPython } from "../image/recipes/lock-python.ts";
import { copyRepository, type Repository } from "./repository.ts";

/** A framework is installed and built from nothing. */
const timeout = 400_000;

let repository: Repository | undefined;
afterEach(async () => {
  await repository?.[Symbol.asyncDispose]();
  repository = undefined;
}, timeout);

/** @param prepare What has to be done before there is anything to build; why it cannot be, if so */
async function bringUp(name: string, prepare?: (directory: string) => Promise<string | undefined>) {
  repository = await copyRepository(name);
  const { succeed, check, up, workspace } = repository;
  await succeed(["init"]);
  const unreachable = await prepare?.(workspace.directory);
  if (unreachable !== undefined) return { ...repository, unreachable };
  await check();
  await up();
  return { ...repository, unreachable };
}

test("a Next.js application of a Turborepo, its public variable compiled in", { timeout }, async () => {
  const { ask } = await bringUp("apps/nextjs-turborepo");
  expect(await ask("/")).toContain("€12.90");
  expect(await ask("/api/health")).toContain("ok");
});

test("a NestJS API that is told its database in five variables", { timeout }, async () => {
  const { ask } = await bringUp("repositories/nestjs");
  expect(JSON.parse(await ask("/api/books"))).toEqual([{ answer: 42 }]);
});

test("an Astro site", { timeout }, async () => {
  const { ask } = await bringUp("repositories/astro");
  expect(await ask("/")).toContain("<h1>Journal of a gantry</h1>");
});

test("npm workspaces with a Vite site and a Hono API on vectors, migrated by Drizzle", { timeout }, async () => {
  const { ask } = await bringUp("repositories/vite-hono");
  expect(await ask("/")).toContain("<title>An atlas</title>");
  expect(JSON.parse(await ask("/nearest", { host: "api.atlas.localhost" }))).toEqual({ name: "here", signed: true });
});

test("a FastAPI application with uv and Postgres", { timeout }, async (context) => {
  const { ask, unreachable } = await bringUp("repositories/fastapi", lockPython);
  if (unreachable !== undefined) {
    console.log(`fastapi: skipped, as ${unreachable}`);
    context.skip(unreachable);
  }
  expect(JSON.parse(await ask("/"))).toEqual({ answer: 42 });
});
