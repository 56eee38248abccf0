import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, copyApplication } from "./application.ts";
import { type BuiltImage, buildRecipe } from "./build-recipe.ts";
import { runImage, tooLate } from "./run-image.ts";

let application: Application;
let image: BuiltImage;

beforeAll(async () => {
  application = await copyApplication("nestjs");
  await application.write(".env", "STRIPE_SECRET=planted");
  image = await buildRecipe({ name: "node", port: 3000, health: "/health" }, application.directory);
  console.log(`node: built in ${image.seconds.toFixed(1)} s, ${(image.bytes / 1e6).toFixed(0)} MB`);
}, 600_000);

afterAll(async () => {
  await image?.[Symbol.asyncDispose]();
  await application?.[Symbol.asyncDispose]();
});

test("a NestJS API runs as an ordinary user on a read-only file system and passes its own health check", async () => {
  await using container = await runImage(image, { port: 3000 });
  expect(await container.health).toBe("healthy");
  expect((await container.exec("id", "-u")).trim()).toBe("1001");
  expect((await container.exec("cat", "/proc/1/cmdline")).split("\0").slice(0, 2)).toEqual(["node", "dist/main"]);
});

test("a NestJS API that is told to stop answers the request in flight first", async () => {
  await using container = await runImage(image, { port: 3000 });
  await container.health;
  const slow = await container.ask("/slow");
  const { seconds } = await container.stop();
  expect(await text(slow)).toBe("begun, done");
  expect(seconds).toBeLessThan(tooLate);
});

test("the image of a NestJS API has its build and its packages, and nothing else of the repository", async () => {
  const files = await image.files();
  expect(files).toContain("/app/dist/main.js");
  expect(files).toContain("/app/node_modules/@nestjs/core/package.json");
  expect(files.filter((path) => path.startsWith("/app/node_modules/typescript/"))).toEqual([]);
  expect(files.filter((path) => path.includes("/.env"))).toEqual([]);
  expect(files.filter((path) => path.startsWith("/app/src/"))).toEqual([]);
});

test("a change of the application leaves the layer of its packages as it is", async () => {
  await application.write("src/version.ts", "export const version = 2;\n");
  await using changed = await buildRecipe({ name: "node", port: 3000, health: "/health" }, application.directory);
  console.log(`node: rebuilt after a change in ${changed.seconds.toFixed(1)} s`);
  expect(changed.layers.slice(0, -1)).toEqual(image.layers.slice(0, -1));
  expect(changed.layers.at(-1)).not.toBe(image.layers.at(-1));
});
