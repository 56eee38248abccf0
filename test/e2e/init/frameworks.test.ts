import { afterEach, expect, test } from "vitest";
import { copyRepository, type Repository } from "./repository.ts";

/** A framework is installed and built from nothing. */
const timeout = 400_000;

let repository: Repository | undefined;
afterEach(async () => {
  await repository?.[Symbol.asyncDispose]();
  repository = undefined;
});

async function bringUp(name: string): Promise<Repository> {
  repository = await copyRepository(name);
  await repository.succeed(["init"]);
  await repository.succeed(["config", "--quiet"]);
  await repository.up();
  return repository;
}

test("a Next.js application whose public variable is compiled in", { timeout }, async () => {
  const { ask } = await bringUp("nextjs");
  expect(await ask("/")).toContain("<h1>A blog</h1>");
  expect(await ask("/api/health")).toBe("ok");
});

test("a NestJS API that is told its database in five variables", { timeout }, async () => {
  const { ask } = await bringUp("nestjs");
  expect(JSON.parse(await ask("/api/books"))).toEqual([{ answer: 42 }]);
});

test("an Astro site", { timeout }, async () => {
  const { ask } = await bringUp("astro");
  expect(await ask("/")).toContain("<h1>Journal of a gantry</h1>");
});
