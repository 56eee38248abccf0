import { generateKeyPairSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { scanImage } from "../../../packages/gantry/src/image/scan/scan-image.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { createWorkspace, type Workspace } from "../cli/workspace.ts";

let shop: Workspace;
beforeEach(async () => {
  shop = await createWorkspace();
});
afterEach(() => shop[Symbol.asyncDispose]());

const names = ["ARG_TOKEN", "ENV_TOKEN", "FILE_TOKEN", "NESTED_TOKEN"] as const;

test.each(["host", "26.1", "28.5", "28.5-containerd"] as const)(
  "on engine %s, secrets are found wherever they were planted, and never shown",
  async (name) => {
    const { dockerHost } = await labEngine(name);
    const values = Object.fromEntries(names.map((each) => [each, randomBytes(15).toString("base64url")]));
    // JSON is YAML.
    const compose = {
      name: shop.name,
      services: { web: { build: "app", secrets: names } },
      secrets: Object.fromEntries(names.map((each) => [each, { environment: each }])),
    };
    await shop.write("compose.yaml", JSON.stringify(compose));
    await shop.write(
      "app/Dockerfile",
      `FROM busybox:latest
ARG TOKEN=${values["ARG_TOKEN"]}
RUN echo built > /built
ENV SERVICE_TOKEN=${values["ENV_TOKEN"]}
COPY deploy.txt /app/deploy.txt
COPY packages /app/packages
RUN rm /app/deploy.txt
`,
    );
    await shop.write("app/deploy.txt", `first line\npassword: ${values["FILE_TOKEN"]}\n`);
    await shop.write("app/packages/web/.env.local", `API_TOKEN=${values["NESTED_TOKEN"]}\n`);

    const env = { ...values, DOCKER_HOST: dockerHost, XDG_CACHE_HOME: join(shop.directory, "cache") };
    const { code, stdout, stderr } = await shop.gantry(["build"], { env });
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/web: the secret ARG_TOKEN is in history\[\d+\]\.created_by, layer \d+ \(RUN /);
    expect(stderr).toMatch(/web: the secret ENV_TOKEN is in Env\.SERVICE_TOKEN/);
    expect(stderr).toMatch(
      /web: the secret FILE_TOKEN is in \/app\/deploy\.txt:2, layer \d+ \(COPY deploy\.txt .*\); a later layer removes it/,
    );
    expect(stderr).toMatch(
      /web: the secret NESTED_TOKEN is in \/app\/packages\/web\/\.env\.local:1, layer \d+ \(COPY packages /,
    );
    expect(stderr).toMatch(/web: a file for keys \(env-file\) is in \/app\/packages\/web\/\.env\.local, layer \d+/);
    for (const value of Object.values(values)) {
      expect(`${stdout}${stderr}`).not.toContain(value);
      expect(`${stdout}${stderr}`).not.toContain(Buffer.from(value).toString("base64").slice(0, -4));
    }
    await using engine = await connectEngine({ host: dockerHost });
    expect(await engine.images.list({ names: [`${shop.name}*`] })).toEqual([]);
  },
);

test("an image on a base that has keys is saved once: what is known of its layers is a warning from then on", async () => {
  const { dockerHost } = await labEngine("host");
  await using engine = await connectEngine({ host: dockerHost });
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await shop.write("base/snakeoil.key", privateKey);
  await shop.write("base/Dockerfile", "FROM busybox:latest\nCOPY snakeoil.key /etc/ssl/private/snakeoil.key\n");
  await shop.write("app/Dockerfile", `FROM ${shop.name}-base\nRUN echo built > /built\n`);
  const env = { DOCKER_HOST: dockerHost, DOCKER_BUILDKIT: "1" };
  for (const part of ["base", "app"]) {
    await runCommand("docker", ["build", "--tag", `${shop.name}-${part}`, join(shop.directory, part)], { env });
  }
  let read = 0;
  const scan = () =>
    scanImage(engine, `${shop.name}-app`, {
      secrets: new Map(),
      bases: [`${shop.name}-base`],
      cacheDirectory: join(shop.directory, "cache"),
      onProgress: ({ bytes }) => {
        read = bytes;
      },
    });
  try {
    const first = await scan();
    expect(first).toMatchObject({ errors: 0, layersKnown: 0 });
    expect(first.findings).toContainEqual(expect.objectContaining({ severity: "warning", inBase: true }));
    expect(read).toBeGreaterThan(0);
    read = 0;
    const second = await scan();
    expect(second.findings).toEqual(first.findings);
    expect(second.layersKnown).toBe(second.layers);
    expect(read).toBe(0);
  } finally {
    for (const part of ["app", "base"]) await engine.images.remove(`${shop.name}-${part}`, { force: true });
  }
});
