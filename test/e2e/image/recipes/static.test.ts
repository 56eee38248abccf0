import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureLab } from "../../../lab/lab.ts";
import { type Application, copyApplication } from "./application.ts";
import { type BuiltImage, buildRecipe } from "./build-recipe.ts";
import { runImage, tooLate } from "./run-image.ts";

const options = { environment: ["PUBLIC_PUBLISHER"], args: { PUBLIC_PUBLISHER: "Acme" } };

let application: Application;

beforeAll(async () => {
  await ensureLab({
    parts: ["host"],
    images: ["node:22-alpine", "nginx:1-alpine-slim", "caddy:2-alpine", "alpine:3.22"],
  });
  application = await copyApplication("astro");
  await application.write(".env", "PUBLIC_PUBLISHER=planted");
}, 600_000);

afterAll(() => application?.[Symbol.asyncDispose]());

describe.each(["nginx", "caddy"] as const)("an Astro site behind %s", (server) => {
  let image: BuiltImage;

  beforeAll(async () => {
    image = await buildRecipe({ name: "static", server }, application.directory, options);
    console.log(`static, ${server}: built in ${image.seconds.toFixed(1)} s, ${(image.bytes / 1e6).toFixed(0)} MB`);
  }, 600_000);

  afterAll(() => image?.[Symbol.asyncDispose]());

  test("runs as an ordinary user on a read-only file system and passes its own health check", async () => {
    await using container = await runImage(image, { port: 8080 });
    expect(await container.health).toBe("healthy");
    expect((await container.exec("id", "-u")).trim()).toBe("1001");
    expect(await (await fetch(`${container.url}/healthz`)).text()).toMatch(/^ok\n?$/);
  });

  test("serves its pages by their names, and its own page for what is not there", async () => {
    await using container = await runImage(image, { port: 8080 });
    await container.health;
    const first = await fetch(container.url);
    expect(await first.text()).toContain("Published by Acme.");
    expect(await (await fetch(`${container.url}/about`)).text()).toContain("Tides, moons and market days");
    const moved = await fetch(`${container.url}/about`, { redirect: "manual" });
    expect(moved.headers.get("location")).toMatch(/^\/?about\/$/);
    const missing = await fetch(`${container.url}/nowhere`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("Not in the almanac");
    expect((await fetch(`${container.url}/_astro/`)).status).toBe(404);
  });

  test("lets browsers keep files with a hash in their name, and ask again for all others", async () => {
    await using container = await runImage(image, { port: 8080 });
    await container.health;
    const page = await fetch(container.url);
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const [, style = ""] = /href="(\/_astro\/[^"]+\.css)"/.exec(await page.text()) ?? [];
    const css = await fetch(`${container.url}${style}`);
    expect(css.headers.get("content-type")).toContain("text/css");
    expect(css.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(css.headers.get("last-modified")).toBeNull();
    const headers = { "if-none-match": page.headers.get("etag") ?? "" };
    expect((await fetch(container.url, { headers })).status).toBe(304);
    const missing = await fetch(`${container.url}/_astro/none.css`);
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-cache"]);
  });

  test("answers the request in flight before it stops", async () => {
    const large = join(application.directory, "large");
    await writeFile(large, Buffer.alloc(24e6, "almanac "), { mode: 0o644 });
    await using container = await runImage(image, { port: 8080, volumes: { "/srv/large.bin": large } });
    expect(await container.health).toBe("healthy");
    const answer = await container.ask("/large.bin", container.ownUrl);
    const { seconds, exitCode } = await container.stop(async () => {
      expect(await buffer(answer)).toHaveLength(24e6);
    });
    expect(seconds).toBeLessThan(tooLate);
    expect(exitCode).toBe(0);
  });

  test("has the files of the site, and nothing of Node.js or of the sources", async () => {
    const files = await image.files();
    expect(files).toContain("/srv/index.html");
    expect(files.filter((path) => /node_modules|\/usr\/local\/bin\/node$|\.astro$|\/\.env/.test(path))).toEqual([]);
  });

  test("is the same, layer by layer, when it is built without any cache", async () => {
    await using again = await buildRecipe({ name: "static", server }, application.directory, {
      ...options,
      noCache: true,
    });
    expect(again.layers).toEqual(image.layers);
  }, 300_000);
});

test("a single page answers for every path that is no file", async () => {
  const recipe = { name: "static", single_page: true } as const;
  await using image = await buildRecipe(recipe, application.directory, options);
  await using container = await runImage(image, { port: 8080 });
  await container.health;
  const answer = await fetch(`${container.url}/orders/7`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Published by")]);
  expect((await fetch(`${container.url}/_astro/none.css`)).status).toBe(404);
}, 300_000);
