import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LayerFiles, makeArchive } from "../archive/testing/make-archive.ts";
import { createDetector } from "./detector.ts";
import { scanArchive } from "./scan-archive.ts";

const value = "kV7-planted/secret+value";
const detector = createDetector(new Map([["TOKEN", value]]));

async function* once(archive: Buffer) {
  yield archive;
}

async function scan(
  layers: readonly LayerFiles[],
  more: Partial<Parameters<typeof makeArchive>[0]> = {},
  baseLayers = 0,
) {
  const archive = await makeArchive({ layout: "oci", layers, ...more });
  const result = await scanArchive(once(archive), { detector, baseLayers });
  expect(JSON.stringify(result)).not.toContain(value);
  return result;
}

const pem = [
  "-----BEGIN PRIVATE ",
  "KEY-----\n",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n",
].join("");

test("a secret is found in a random form at a random place of a random layer", async () => {
  const place = fc.record({
    layout: fc.constantFrom("classic" as const, "oci" as const),
    compression: fc.constantFrom("none" as const, "gzip" as const, "zstd" as const),
    layer: fc.nat(3),
    file: fc.constantFrom(
      "a",
      "usr/share/doc/x/copyright",
      "app/node_modules/p/test/key.pem",
      "deep/er/than/most/.wh.x",
    ),
    noise: fc.uint8Array({ maxLength: 3000 }),
    form: fc.constantFrom(
      (s: string) => s,
      (s: string) => Buffer.from(`x${s}y`).toString("base64"),
      encodeURIComponent,
    ),
  });
  await fc.assert(
    fc.asyncProperty(place, async ({ layout, compression, layer, file, noise, form }) => {
      const content = Buffer.concat([Buffer.from(noise), Buffer.from(form(value)), Buffer.from(noise)]);
      const layers = [0, 1, 2, 3].map(
        (index): LayerFiles => ({ [`other${index}`]: "x", ...(index === layer && { [file]: content }) }),
      );
      const { findings } = await scan(layers, { layout, compression });
      expect(findings.map((finding) => [finding.rule, finding.layer?.index])).toEqual([["TOKEN", layer]]);
    }),
    { numRuns: 60 },
  );
});

describe("where a secret is", () => {
  test("a file that a later layer removes, by itself or with its folder", async () => {
    const { findings } = await scan([
      { "app/a": value, "app/b/c": value, "app/d": value },
      { "app/a": null },
      { "app/b": null },
    ]);
    expect(findings.map(({ place, removedLater }) => [place, removedLater])).toEqual([
      [{ file: "app/a", line: 1 }, true],
      [{ file: "app/b/c", line: 1 }, true],
      [{ file: "app/d", line: 1 }, undefined],
    ]);
  });

  test("a file that the same layer replaces and an earlier one removes is not removed", async () => {
    const { findings } = await scan([{ "app/a": null }, { "app/a": value }]);
    expect(findings.map(({ removedLater }) => removedLater)).toEqual([undefined]);
  });

  test("a folder that a later layer empties", async () => {
    const { findings } = await scan([{ "app/a": value }, { "app/.wh..wh..opq": "" }]);
    expect(findings[0]).toMatchObject({ removedLater: true });
  });

  test("the name of a file, blanked out there", async () => {
    const secret = "in-a-name-7Q";
    const archive = await makeArchive({ layout: "oci", layers: [{ [`tmp/${secret}.lock`]: "" }] });
    const result = await scanArchive(once(archive), { detector: createDetector(new Map([["N", secret]])) });
    expect(result.findings.map(({ place }) => place)).toEqual([{ file: "tmp/<redacted>.lock" }]);
  });

  test("where a link points", async () => {
    const { findings } = await scan([{ link: { link: `/data/${value}` } }]);
    expect(findings.map(({ place }) => place)).toEqual([{ file: "link" }]);
  });

  test("the config: a variable, a label's text and its key, the command, and the step with a build argument", async () => {
    const { findings } = await scan([{ a: "1" }], {
      config: {
        config: {
          Env: [`TOKEN=${value}`, "PATH=/bin"],
          Labels: { note: value, [`key-${value}`]: "x" },
          Cmd: ["run", value],
        },
      },
      history: [
        { created_by: `ARG TOKEN=${value}`, empty_layer: true },
        { created_by: `RUN |1 TOKEN=${value} /bin/sh -c make # buildkit` },
      ],
    });
    expect(findings.map(({ place }) => place)).toEqual([
      { config: "Env.TOKEN" },
      { config: "Labels.note" },
      { config: "Labels.key-<redacted>" },
      { config: "Cmd[1]" },
      { config: "history[0].created_by" },
      { config: "history[1].created_by" },
    ]);
    expect(findings.at(-1)?.layer).toMatchObject({ index: 0, createdBy: "RUN make" });
    expect(findings.at(-2)?.layer).toBeUndefined();
  });
});

describe("files that are for keys", () => {
  test.each([
    ["env-file", "app/packages/web/.env.local", "API_KEY=abc\n"],
    ["env-file", "app/.env", "# a comment\nexport API_KEY='x y'\n"],
    ["npmrc", "root/.npmrc", "//registry.example.com/:_authToken=abc\n"],
    ["netrc", "root/.netrc", "machine a login b password c\n"],
    ["git-credentials", "root/.git-credentials", "https://user:word@example.com\n"],
    ["git-config", "app/.git/config", "[remote]\n url = https://user:word@example.com/a.git\n"],
    ["ssh-key", "root/.ssh/id_ed25519", "something"],
    ["docker-config", "root/.docker/config.json", '{"auths":{"r":{"auth":"dTpw"}}}'],
    ["kubeconfig", "root/.kube/config", "users:\n- user:\n    token: abc\n"],
    ["pypirc", "root/.pypirc", "[pypi]\npassword = abc\n"],
  ])("%s: %s", async (rule, path, content) => {
    const { findings } = await scan([{ [path]: content }]);
    expect(findings).toMatchObject([{ kind: "file", rule, severity: "error", place: { file: path } }]);
  });

  test.each([
    ["app/.env.example", "API_KEY=abc\n"],
    ["app/.env.production.example", "API_KEY=abc\n"],
    ["app/.env.production", "NEXT_PUBLIC_URL=https://a.example\nNODE_ENV=production\n"],
    ["app/.env", "# nothing\nAPI_KEY=\n"],
    ["root/.npmrc", "//registry.example.com/:_authToken=${NPM_TOKEN}\nsave-exact=true\n"],
    ["root/.docker/config.json", '{"auths":{"r":{}},"credsStore":"desktop"}'],
    ["root/.ssh/id_rsa.pub", "ssh-rsa AAAA"],
    ["app/node_modules/p/test/.env", "API_KEY=abc\n"],
  ])("%s with %j is none", async (path, content) => {
    expect((await scan([{ [path]: content }])).findings).toEqual([]);
  });
});

describe("what fails a build", () => {
  test("a key in a layer of the base image is a warning; the stack's own value is not", async () => {
    const layer = { "etc/key.pem": pem, "etc/own": value };
    const { findings } = await scan([layer, { "app/key.pem": pem }], {}, 1);
    expect(findings.map(({ rule, severity, inBase }) => [rule, severity, inBase])).toEqual([
      ["private-key", "warning", true],
      ["TOKEN", "error", true],
      ["private-key", "error", undefined],
    ]);
  });

  test("keys in tests of packages and in documents are none", async () => {
    const places = [
      "app/node_modules/tls/test/fixtures/key.pem",
      "usr/lib/python3.12/test/keycert.pem",
      "usr/local/go/src/crypto/tls/testdata/key.pem",
      "usr/share/doc/openssl/key.pem",
    ];
    expect((await scan([Object.fromEntries(places.map((place) => [place, pem]))])).findings).toEqual([]);
    expect((await scan([{ "app/test/key.pem": pem }])).findings).toHaveLength(1);
  });
});

test("a document of the archive that is no config is looked at too", async () => {
  const archive = await makeArchive({
    layout: "oci",
    layers: [{ a: "1" }],
    attestation: `{"args":{"TOKEN":"${value}"}}`,
  });
  const { findings } = await scanArchive(once(archive), { detector });
  expect(findings).toMatchObject([{ rule: "TOKEN", place: { config: expect.stringMatching(/^blobs\/sha256\//) } }]);
});
