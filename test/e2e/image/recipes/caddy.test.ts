import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { WrittenRecipe } from "../../../../packages/gantry/src/image/detect/detect-facts.ts";
import { caBundle } from "../../../lab/ca-bundle.ts";
import { docker, tryDocker } from "../../../lab/host/docker.ts";
import { engine, ensureLab } from "../../../lab/lab.ts";
import { type Application, copyApplication } from "./application.ts";
import { type BuiltImage, buildRecipe } from "./build-recipe.ts";
import { type RunImageOptions, runImage, tooLate } from "./run-image.ts";

const builder = `gantry-recipe-xcaddy-${randomBytes(4).toString("hex")}`;
const recipe: WrittenRecipe = { name: "caddy", base: builder, modules: ["dns.example.com/acme@v1.0.0"] };

let dockerHost: string;
let application: Application;
let image: BuiltImage;
let unreachable: string | undefined;

beforeAll(async () => {
  await ensureLab({ parts: ["host"], images: ["caddy:2-builder", "alpine:3.22"] });
  ({ dockerHost } = await engine("host"));
  application = await copyApplication("caddy-dns");
  unreachable = await probeModules();
  if (unreachable !== undefined) return console.log(`caddy: skipped, as ${unreachable}`);
  await docker(dockerHost, ["build", `--tag=${builder}`, join(application.directory, "builder")], {
    env: { DOCKER_BUILDKIT: "1" },
    log: `build-${builder}`,
  });
  image = await buildRecipe(recipe, application.directory);
  console.log(`caddy: built in ${image.seconds.toFixed(1)} s, ${(image.bytes / 1e6).toFixed(0)} MB`);
}, 1_200_000);

beforeEach((context) => {
  if (unreachable !== undefined) context.skip(unreachable);
});

afterAll(async () => {
  await image?.[Symbol.asyncDispose]();
  await tryDocker(dockerHost, ["image", "rm", "--force", builder]);
  await application?.[Symbol.asyncDispose]();
});

/** Why Caddy's own modules cannot be had; undefined when they can. */
async function probeModules(): Promise<string | undefined> {
  const ca = caBundle();
  const flags = ca === undefined ? [] : [`--volume=${ca}:/ca:ro`, "--env=SSL_CERT_FILE=/ca"];
  const command = ["go", "mod", "download", "github.com/libdns/libdns@v1.1.1"];
  const { exitCode } = await tryDocker(dockerHost, [
    "run",
    "--rm",
    "--workdir=/tmp",
    ...flags,
    "caddy:2-builder",
    ...command,
  ]);
  return exitCode === 0 ? undefined : "the proxy for Go modules cannot be reached from a container here";
}

function run(options: Partial<RunImageOptions> = {}) {
  const environment = { CADDY_DNS_TOKEN: "planted", ACME_GREETING: "built-in" };
  return runImage(image, { port: 80, environment, ...options });
}

test("Caddy has its module, runs as an ordinary user on a read-only file system, and listens on port 80 without a capability", async () => {
  await using container = await run();
  expect(await container.health).toBe("healthy");
  expect((await container.exec("id", "-u")).trim()).toBe("1001");
  expect(await container.exec("caddy", "list-modules")).toContain("dns.providers.acme");
  expect(await (await fetch(`${container.url}/hello`)).text()).toBe("hello from a Caddy with built-in module");
});

test("Caddy keeps its certificates in volumes that are its user's from the beginning", async () => {
  const name = `${builder}-data`;
  try {
    await using container = await run({ volumes: { "/data": name } });
    await container.health;
    expect(await container.exec("sh", "-c", "touch /data/mine && stat -c %u /data")).toBe("1001\n");
  } finally {
    await docker(dockerHost, ["volume", "rm", "--force", name]);
  }
});

test("Caddy answers the request in flight before it stops", async () => {
  const large = join(application.directory, "large");
  await writeFile(large, Buffer.alloc(24e6, "caddy "), { mode: 0o644 });
  await using container = await run({ volumes: { "/srv/large.bin": large } });
  expect(await container.health).toBe("healthy");
  const answer = await container.ask("/large.bin", container.ownUrl);
  const { seconds } = await container.stop(async () => {
    expect(await buffer(answer)).toHaveLength(24e6);
  });
  expect(seconds).toBeLessThan(tooLate);
});

test("the image has neither Go nor the sources of modules", async () => {
  const files = await image.files();
  expect(files.filter((path) => /^\/(go|usr\/lib\/go|root\/\.cache)\/|\.go$/.test(path))).toEqual([]);
});
