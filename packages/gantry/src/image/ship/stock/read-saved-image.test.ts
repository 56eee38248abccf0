import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import tar from "tar-stream";
import { expect, test } from "vitest";
import { composeImageFiles } from "./image-files.ts";
import { chainIds, sha256 } from "./layer-chain.ts";
import { readSavedImage } from "./read-saved-image.ts";

interface File {
  path: string;
  content?: string;
  linkname?: string;
}

async function makeArchive(files: readonly File[]): Promise<Readable> {
  const pack = tar.pack();
  for (const { path: name, content, linkname } of files) {
    if (linkname === undefined) pack.entry({ name }, content ?? "");
    else pack.entry({ name, type: "symlink", linkname });
  }
  pack.finalize();
  return Readable.from([await buffer(pack)]);
}

/** Reads an archive, with the content of each layer that comes. */
async function read(files: readonly File[], diffIds: readonly string[]) {
  const layers: { path: string; diffId: string | undefined; content: string }[] = [];
  const sizes = new Map<string, number>();
  const documents = await readSavedImage(await makeArchive(files), diffIds, async ({ path, diffId, size, body }) => {
    layers.push({ path, diffId, content: await text(body) });
    sizes.set(path, size);
    if (diffId !== undefined) sizes.set(diffId, size);
  });
  return { layers, documents, sizes };
}

const contents = ["base layer", "app layer", "base layer"];
const diffIds = contents.map((content) => sha256(content));
const config = JSON.stringify({ architecture: "amd64", rootfs: { type: "layers", diff_ids: diffIds } });
const configHex = sha256(config).slice("sha256:".length);
const blob = (digest: string) => `blobs/sha256/${digest.replace("sha256:", "")}`;

/** As engines before 25 write it: the folder of a layer is named by a hash over its description and its chain id. */
function legacyArchive(): File[] {
  let parent: string | undefined;
  const folders = chainIds(diffIds).map((chain) => {
    const description = {
      created: "1970-01-01T00:00:00Z",
      layer_id: chain,
      ...(parent && { parent: `sha256:${parent}` }),
    };
    const id = sha256(JSON.stringify(description)).slice("sha256:".length);
    const { layer_id: _, ...rest } = description;
    const json = JSON.stringify({ id, ...rest, ...(parent && { parent }), os: "linux" });
    parent = id;
    return { id, json };
  });
  const files = folders.flatMap(({ id, json }, index): File[] => [
    { path: `${id}/VERSION`, content: "1.0" },
    { path: `${id}/json`, content: json },
    index === 2
      ? { path: `${id}/layer.tar`, linkname: `../${folders[0]?.id}/layer.tar` }
      : { path: `${id}/layer.tar`, content: contents[index] ?? "" },
  ]);
  const manifest = [
    { Config: `${configHex}.json`, RepoTags: ["x:1"], Layers: folders.map(({ id }) => `${id}/layer.tar`) },
  ];
  return [
    { path: `${configHex}.json`, content: config },
    ...files,
    { path: "manifest.json", content: JSON.stringify(manifest) },
    { path: "repositories", content: "{}" },
  ];
}

/** As engines from 25 on write it. */
function classicArchive(): File[] {
  const manifest = [{ Config: blob(sha256(config)), RepoTags: ["x:1"], Layers: diffIds.map(blob) }];
  return [
    { path: blob(diffIds[1] ?? ""), content: contents[1] ?? "" },
    { path: blob(sha256(config)), content: config },
    { path: blob(diffIds[0] ?? ""), content: contents[0] ?? "" },
    {
      path: "index.json",
      content: JSON.stringify({ manifests: [{ digest: "sha256:made-up", mediaType: "x", size: 1 }] }),
    },
    { path: "manifest.json", content: JSON.stringify(manifest) },
  ];
}

test("layers of an archive of an engine before 25 are recognised before its list comes", async () => {
  const { layers } = await read(legacyArchive(), diffIds);
  expect(layers.map(({ diffId, content }) => [diffId, content])).toEqual([
    [diffIds[0], "base layer"],
    [diffIds[1], "app layer"],
  ]);
});

test("a layer whose description fits no chain is left for the end", async () => {
  const { layers } = await read(legacyArchive(), ["sha256:other"]);
  expect(layers.map(({ diffId }) => diffId)).toEqual([undefined, undefined]);
});

test("the same image has the same files and ids, whichever engine saved it", async () => {
  const compose = async (files: readonly File[]) => {
    const { documents, sizes } = await read(files, diffIds);
    return composeImageFiles({ store: "classic", documents, diffIds, sizes });
  };
  const [legacy, classic] = [await compose(legacyArchive()), await compose(classicArchive())];
  expect(legacy.configDigest).toBe(`sha256:${configHex}`);
  expect([...legacy.files]).toEqual([...classic.files]);
  expect(legacy.manifestDigest).toBe(classic.manifestDigest);
  expect(legacy.layers.map(({ diffId, digest, size }) => [diffId, digest, size])).toEqual([
    [diffIds[0], diffIds[0], 10],
    [diffIds[1], diffIds[1], 9],
    [diffIds[2], diffIds[2], 10],
  ]);
});

test("the archive that is sent names no tag", async () => {
  const { documents, sizes } = await read(classicArchive(), diffIds);
  const { files } = composeImageFiles({ store: "classic", documents, diffIds, sizes });
  expect(JSON.parse(String(files.get("manifest.json")))[0].RepoTags).toBeNull();
  expect([...files.values()].some((content) => content.includes("x:1"))).toBe(false);
});

test("a containerd store's manifests are sent as they are, so that the image keeps its digest", async () => {
  const layer = "compressed layer";
  const manifest = JSON.stringify({ config: { digest: sha256(config) }, layers: [{ digest: sha256(layer) }] });
  const one = [diffIds[0] ?? ""];
  const small = JSON.stringify({ rootfs: { diff_ids: one } });
  const files = [
    { path: blob(sha256(layer)), content: layer },
    { path: blob(sha256(small)), content: small },
    { path: blob(sha256(manifest)), content: manifest },
    {
      path: "index.json",
      content: JSON.stringify({
        manifests: [
          { mediaType: "m", digest: sha256(manifest), size: 1, annotations: { "io.containerd.image.name": "x:1" } },
        ],
      }),
    },
    {
      path: "manifest.json",
      content: JSON.stringify([{ Config: blob(sha256(small)), RepoTags: ["x:1"], Layers: [blob(sha256(layer))] }]),
    },
  ];
  const { layers, documents, sizes } = await read(files, one);
  expect(layers).toEqual([{ path: blob(sha256(layer)), diffId: undefined, content: layer }]);
  const image = composeImageFiles({ store: "containerd", documents, diffIds: one, sizes });
  expect(image.manifestDigest).toBe(sha256(manifest));
  expect(image.layers).toMatchObject([{ diffId: one[0], digest: sha256(layer), size: 16 }]);
  expect(String(image.files.get("index.json"))).not.toContain("x:1");
});
