import { describe, expect, test } from "vitest";
import { parseImageConfig } from "./image-config.ts";
import { parseArchiveManifest, parseOciIndex, parseOciManifest } from "./image-manifest.ts";
import { makeStepReadable } from "./readable-step.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("what is not of the shape is refused, with its place", () => {
  test.each([
    [() => parseArchiveManifest("{"), "manifest.json: is not JSON."],
    [() => parseArchiveManifest("{}"), "manifest.json: is not a list."],
    [() => parseArchiveManifest('[{"Config":"../../etc/passwd"}]'), "[0].Config: is not a path inside of the archive."],
    [() => parseArchiveManifest('[{"Config":"/etc/passwd"}]'), "[0].Config: is not a path"],
    [() => parseArchiveManifest('[{"Config":"a","Layers":[1]}]'), "[0].Layers[0]: is not text."],
    [() => parseOciIndex('{"manifests":[{"mediaType":"m","digest":"sha256:../x","size":1}]}'), "is not a digest"],
    [
      () => parseOciIndex(`{"manifests":[{"mediaType":"m","digest":"${digest}","size":-1}]}`),
      "is not a number of bytes",
    ],
    [() => parseOciManifest("null", "m"), "m: is not an object."],
    [() => parseImageConfig('{"rootfs":{"type":"x"}}', "c"), 'c: rootfs.type: is not "layers".'],
    [() => parseImageConfig('{"rootfs":{"type":"layers","diff_ids":["md5:1"]}}', "c"), "diff_ids[0]: is not a digest"],
  ])("%#", (parse, message) => {
    expect(parse).toThrow(message);
  });

  test("an error does not quote the text, which may hold a secret", () => {
    let error: unknown;
    try {
      parseArchiveManifest("secret-value-in-a-broken-file");
    } catch (caught) {
      error = caught;
    }
    expect(String(error)).not.toContain("secret-value");
    expect(String((error as Error).cause ?? "")).not.toContain("secret-value");
  });

  test("lists that Go writes as null are empty", () => {
    expect(parseArchiveManifest('[{"Config":"a.json","RepoTags":null,"Layers":null}]')).toEqual([
      { config: "a.json", layers: [], tags: [] },
    ]);
  });
});

describe("a step reads as in a Dockerfile", () => {
  test.each([
    ["RUN |1 TOKEN=abc /bin/sh -c npm ci # buildkit", "RUN npm ci"],
    ["RUN /bin/sh -c npm   run build # buildkit", "RUN npm run build"],
    ['/bin/sh -c #(nop)  CMD ["node"]', 'CMD ["node"]'],
    [`/bin/sh -c #(nop) COPY dir:${"0f".repeat(32)} in /app `, "COPY dir:0f0f0f0f… in /app"],
    ["|2 A=1 B=2 /bin/sh -c make", "RUN make"],
    ["/bin/sh -c make", "RUN make"],
    ["COPY . /app # buildkit", "COPY . /app"],
    ["", ""],
  ])("%s", (step, readable) => {
    expect(makeStepReadable(step)).toBe(readable);
  });
});
