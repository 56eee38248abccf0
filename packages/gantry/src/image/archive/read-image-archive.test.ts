import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { readImageArchive } from "./read-image-archive.ts";
import { readTar } from "./read-tar.ts";
import { type ArchiveShape, makeArchive } from "./testing/make-archive.ts";

async function* inPieces(archive: Buffer, size: number) {
  for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size);
}

/** Reads an archive, and the files of its layers, by entry. */
async function read(archive: Buffer, piece = 65_536) {
  const files = new Map<string, Record<string, string>>();
  const result = await readImageArchive(inPieces(archive, piece), {
    onLayer: async (entry, content) => {
      const held: Record<string, string> = {};
      for await (const file of readTar(content, entry)) held[file.name] = (await buffer(file.content)).toString();
      files.set(entry, held);
    },
  });
  return { ...result, files };
}

const layers = [{ "app/a.txt": "one", "app/big": Buffer.alloc(300_000, "x") }, { "app/b.txt": "two" }, {}];

describe("an archive is read in one pass", () => {
  test.each<Pick<ArchiveShape, "layout" | "compression">>([
    { layout: "classic" },
    { layout: "oci" },
    { layout: "oci", compression: "gzip" },
    { layout: "oci", compression: "zstd" },
  ])("in the layout $layout with compression $compression", async (shape) => {
    const archive = await makeArchive({ ...shape, layers });
    for (const piece of [700, 65_536]) {
      const { images, files } = await read(archive, piece);
      expect(images).toHaveLength(1);
      const [image] = images;
      expect(image?.tags).toEqual(["shop-web:1"]);
      expect(image?.layers.map(({ step }) => step?.created_by)).toEqual([
        "COPY layer 0 / # buildkit",
        "COPY layer 1 / # buildkit",
        "COPY layer 2 / # buildkit",
      ]);
      const contents = image?.layers.map(({ entry }) => files.get(entry));
      expect(contents).toEqual([{ "app/a.txt": "one", "app/big": "x".repeat(300_000) }, { "app/b.txt": "two" }, {}]);
    }
  });

  test("a layer that the classic layout names by a link is the one that the link points at", async () => {
    const same = { "a.txt": "same" };
    const { images, files } = await read(await makeArchive({ layout: "classic", layers: [same, same] }));
    expect(files.size).toBe(1);
    expect(new Set(images[0]?.layers.map(({ entry }) => entry)).size).toBe(1);
  });

  test("without a manifest.json the index says what the images are", async () => {
    const archive = await makeArchive({ layout: "oci", layers, without: ["manifest.json"] });
    const { images } = await read(archive);
    expect(images.map((image) => image.layers.length)).toEqual([3]);
  });

  test("a layer that is passed over is not read, and has its place all the same", async () => {
    const archive = await makeArchive({ layout: "oci", layers: [{ a: "1" }] });
    const { images } = await readImageArchive(inPieces(archive, 4096), {
      onLayer: () => Promise.reject(new Error("It was read.")),
      skipLayer: async (entry) => entry.startsWith("blobs/") && entry === (await nameOfLayer(archive)),
    });
    expect(images[0]?.layers).toHaveLength(1);
  });
});

async function nameOfLayer(archive: Buffer): Promise<string | undefined> {
  return (await read(archive)).images[0]?.layers[0]?.entry;
}

describe("an archive that is none is refused with what is wrong", () => {
  test.each([
    ["no tar archive", Buffer.alloc(2000, "x"), "docker save: is not a whole tar archive."],
    ["nothing", Buffer.alloc(1024), "manifest.json: is missing"],
  ])("%s", async (_, archive, message) => {
    const error = await read(archive).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: "failed", message: expect.stringContaining(message) });
  });

  test("one that ends too early", async () => {
    const archive = await makeArchive({ layout: "oci", layers });
    await expect(read(archive.subarray(0, 200_000))).rejects.toBeInstanceOf(UserError);
  });

  test("one without a layer that its manifest names", async () => {
    const whole = await makeArchive({ layout: "oci", layers: [{ a: "1" }] });
    const entry = (await nameOfLayer(whole)) ?? "";
    const archive = await makeArchive({ layout: "oci", layers: [{ a: "1" }], without: [entry] });
    await expect(read(archive)).rejects.toThrow(`image archive: ${entry}: is missing`);
  });

  test.each(["gzip", "zstd"] as const)("one with a damaged layer in %s", async (compression) => {
    const archive = await makeArchive({ layout: "oci", layers: [{ a: "a".repeat(5000) }], compression });
    const start = archive.indexOf(compression === "gzip" ? Buffer.from([0x1f, 0x8b]) : Buffer.from([0x28, 0xb5, 0x2f]));
    archive.fill(0xff, start + 6, start + 60);
    await expect(read(archive)).rejects.toBeInstanceOf(UserError);
  });

  test("an error of the source is thrown as it is", async () => {
    const lost = new Error("The connection was cut.");
    async function* cut() {
      yield (await makeArchive({ layout: "oci", layers })).subarray(0, 5000);
      throw lost;
    }
    await expect(readImageArchive(cut(), { onLayer: async (_, content) => void (await buffer(content)) })).rejects.toBe(
      lost,
    );
  });
});
