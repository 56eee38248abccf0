import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WrittenRecipe } from "../../../../packages/gantry/src/image/detect/detect-facts.ts";
import { type Application, copyApplication } from "./application.ts";
import { type BuiltImage, buildRecipe } from "./build-recipe.ts";
import { runImage, tooLate } from "./run-image.ts";

const recipe: WrittenRecipe = { name: "nextjs", health: "/api/health" };
const options = { environment: ["NEXT_PUBLIC_SHOP_NAME"], args: { NEXT_PUBLIC_SHOP_NAME: "Acme" } };

let application: Application;
let image: BuiltImage;

beforeAll(async () => {
  application = await copyApplication("nextjs-turborepo");
  await application.write(".env", "STRIPE_SECRET=planted");
  await application.write("apps/web/.env.local", "STRIPE_SECRET=planted");
  image = await buildRecipe(recipe, application.directory, options);
  console.log(`nextjs: built in ${image.seconds.toFixed(1)} s, ${(image.bytes / 1e6).toFixed(0)} MB`);
}, 600_000);

afterAll(async () => {
  await image?.[Symbol.asyncDispose]();
  await application?.[Symbol.asyncDispose]();
});

test("a Next.js application of a Turborepo runs as an ordinary user on a read-only file system and passes its own health check", async () => {
  await using container = await runImage(image, { port: 3000 });
  expect(await container.health).toBe("healthy");
  expect((await container.exec("id", "-u")).trim()).toBe("1001");
});

test("pages hold the public variables of the build and what the workspace's packages give, and public files are served", async () => {
  await using container = await runImage(image, { port: 3000 });
  await container.health;
  const page = await (await fetch(container.url)).text();
  expect(page).toContain("Acme");
  expect(page).toContain("€12.90");
  const [, script] = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page) ?? [];
  expect((await fetch(`${container.url}${script}`)).status).toBe(200);
  expect(await (await fetch(`${container.url}/robots.txt`)).text()).toContain("User-agent");
});

test("a Next.js server that is told to stop answers the request in flight first", async () => {
  await using container = await runImage(image, { port: 3000 });
  await container.health;
  const slow = await container.ask("/api/slow");
  const { seconds } = await container.stop();
  expect(await text(slow)).toBe("begun, done");
  expect(seconds).toBeLessThan(tooLate);
});

test("the image has the server with its traced packages, no tool of the build, no values of environments, no maps for browsers", async () => {
  const files = await image.files();
  expect(files).toContain("/app/apps/web/server.js");
  expect(files.filter((path) => /\/node_modules\/(typescript|turbo|pnpm)\//.test(path))).toEqual([]);
  expect(files.filter((path) => path.includes("/.env"))).toEqual([]);
  expect(files.filter((path) => /\.next\/static\/.*\.map$/.test(path))).toEqual([]);
});

test("a change of a page leaves the layer of the packages as it is", async () => {
  await application.write(
    "apps/web/app/about/page.tsx",
    "export default function Page() {\n  return <p>About</p>;\n}\n",
  );
  await using changed = await buildRecipe(recipe, application.directory, options);
  console.log(`nextjs: rebuilt after a change in ${changed.seconds.toFixed(1)} s`);
  const kept = image.layers.findIndex((layer, index) => changed.layers[index] !== layer);
  expect(image.layers.length - kept).toBeLessThanOrEqual(2);
  expect(kept).toBeGreaterThan(0);
}, 300_000);
