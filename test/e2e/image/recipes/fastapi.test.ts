import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { docker } from "../../../lab/host/docker.ts";
import { engine } from "../../../lab/lab.ts";
import { type Application, copyApplication } from "./application.ts";
import { type BuiltImage, buildRecipe } from "./build-recipe.ts";
import { lockPython } from "./lock-python.ts";
import { runImage, tooLate } from "./run-image.ts";

let application: Application;
let image: BuiltImage;
let unreachable: string | undefined;

beforeAll(async () => {
  application = await copyApplication("fastapi-uv");
  await application.write(".env", "STRIPE_SECRET=planted");
  await application.write("app/.env.local", "STRIPE_SECRET=planted");
  unreachable = await lockPython(application.directory);
  if (unreachable !== undefined) return console.log(`fastapi: skipped, as ${unreachable}`);
  image = await buildRecipe({ name: "fastapi" }, application.directory);
  console.log(`fastapi: built in ${image.seconds.toFixed(1)} s, ${(image.bytes / 1e6).toFixed(0)} MB`);
}, 600_000);

beforeEach((context) => {
  if (unreachable !== undefined) context.skip(unreachable);
});

afterAll(async () => {
  await image?.[Symbol.asyncDispose]();
  await application?.[Symbol.asyncDispose]();
});

test("a FastAPI application runs as an ordinary user on a read-only file system and passes the health check that was found in it", async () => {
  expect(image.facts.health).toBe("/health");
  await using container = await runImage(image, { port: 8000 });
  expect(await container.health).toBe("healthy");
  expect((await container.exec("id", "-u")).trim()).toBe("1001");
  expect(await (await fetch(`${container.url}/health`)).json()).toEqual({ status: "ok", version: "1" });
});

test("a FastAPI application learns from its proxy who asks, and how", async () => {
  await using container = await runImage(image, { port: 8000 });
  await container.health;
  const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" };
  const answer = await fetch(`${container.url}/client`, { headers });
  expect(await answer.json()).toEqual({ scheme: "https", host: "203.0.113.9" });
});

test("a FastAPI application that is told to stop answers the request in flight first", async () => {
  await using container = await runImage(image, { port: 8000 });
  await container.health;
  const slow = await container.ask("/slow");
  const { seconds } = await container.stop();
  expect(await text(slow)).toBe("begun, done");
  expect(seconds).toBeLessThan(tooLate);
});

test("several processes share the port when the environment asks for them", async () => {
  await using container = await runImage(image, { port: 8000, environment: { WEB_CONCURRENCY: "2" } });
  expect(await container.health).toBe("healthy");
  await container.saw(/Started parent process/);
  expect((await container.stop()).seconds).toBeLessThan(tooLate);
});

test("a worker runs in the same image and stops at once", async () => {
  const command = ["taskiq", "worker", "--workers=1", "app.tasks:broker"];
  await using container = await runImage(image, { port: 8000, command });
  await container.saw(/Listening started/);
  expect((await container.stop()).seconds).toBeLessThan(tooLate);
});

test("the image has the sources with their bytecode and the packages of production, nothing of development or of the build", async () => {
  const files = await image.files();
  expect(files).toContain("/app/app/main.py");
  expect(files).toContain("/app/app/__pycache__/main.cpython-313.pyc");
  expect(files.some((path) => /\/opt\/venv\/.*\/fastapi\/__pycache__\/applications\..*\.pyc$/.test(path))).toBe(true);
  expect(files.filter((path) => /\/(pytest|uv|pip)(\/|$)/.test(path) && path.startsWith("/opt/venv"))).toEqual([]);
  expect(files.filter((path) => path.startsWith("/app/tests") || path.includes("/.env"))).toEqual([]);
  expect(files.filter((path) => /^\/root\/\.cache\/./.test(path))).toEqual([]);
});

test("a change of the application, and one of its version, leave the layer of its packages as it is", async () => {
  await application.write("app/version.py", 'VERSION = "2"\n');
  await using changed = await buildRecipe({ name: "fastapi" }, application.directory);
  console.log(`fastapi: rebuilt after a change in ${changed.seconds.toFixed(1)} s`);
  expect(changed.layers.slice(0, -2)).toEqual(image.layers.slice(0, -2));
  expect(changed.layers).not.toEqual(image.layers);
  const project = await readFile(join(application.directory, "pyproject.toml"), "utf8");
  await application.write("pyproject.toml", project.replace("1.0.0", "1.0.1"));
  await using released = await buildRecipe({ name: "fastapi" }, application.directory);
  console.log(`fastapi: packages installed anew in ${released.seconds.toFixed(1)} s`);
  expect(released.layers.slice(0, -2)).toEqual(image.layers.slice(0, -2));
}, 300_000);

test("a build without any cache gives the very same layers", async () => {
  await using first = await buildRecipe({ name: "fastapi" }, application.directory);
  await using again = await buildRecipe({ name: "fastapi" }, application.directory, { noCache: true });
  expect(again.layers).toEqual(first.layers);
}, 300_000);

test("the dev target has the packages of development and starts with hot reload", async () => {
  await using dev = await buildRecipe({ name: "fastapi" }, application.directory, { target: "dev" });
  const { dockerHost } = await engine("host");
  expect(await docker(dockerHost, ["run", "--rm", dev.name, "pytest", "--version"])).toContain("pytest 9");
  await using container = await runImage(dev, { port: 8000 });
  await container.saw(/Started reloader process/);
  await container.saw(/Application startup complete/);
}, 300_000);
