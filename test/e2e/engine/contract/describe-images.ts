import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { collect, IMAGE, type Subject } from "./subject.ts";

export function describeImages(subject: Subject): void {
  const { name } = subject;

  describe("images", () => {
    test("an empty archive makes an empty image, which a container can be created from", async () => {
      const { images, containers } = subject.engine;
      const repo = name();
      const id = await images.import(
        new Uint8Array(),
        { repo, tag: "1" },
        { changes: ["LABEL gantry.empty=1", "CMD /x"] },
      );
      expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
      const image = await images.inspect(`${repo}:1`);
      expect(image).toMatchObject({
        Os: "linux",
        RepoTags: [`${repo}:1`],
        Config: { Labels: { "gantry.empty": "1" } },
      });
      const { id: container } = await containers.create(undefined, { Image: `${repo}:1` });
      await containers.remove(container);
    });

    test("an image is tagged, found by its reference, and its tag removed", async () => {
      const { images } = subject.engine;
      const repo = name();
      await images.tag(IMAGE, { repo, tag: "1" });
      const found = await images.list({ names: [repo] });
      expect(found.flatMap(({ RepoTags }) => RepoTags)).toContain(`${repo}:1`);
      expect((await images.inspect(`${repo}:1`)).Id).toBe((await images.inspect(IMAGE)).Id);
      await images.remove(`${repo}:1`, { noPrune: true });
      await expect(images.inspect(`${repo}:1`)).rejects.toMatchObject({ status: 404 });
      await images.inspect(IMAGE);
    });

    test("an image tells the steps that it was built with, the newest first", async () => {
      const { images } = subject.engine;
      const repo = name();
      await images.import(new Uint8Array(), { repo, tag: "1" }, { changes: [`LABEL gantry.name=${repo}`] });
      const steps = await images.history(`${repo}:1`);
      expect(steps[0]).toMatchObject({
        Created: expect.any(Number),
        CreatedBy: expect.any(String),
        Size: expect.any(Number),
      });
      expect(steps[0]?.Tags).toContain(`${repo}:1`);
      await expect(images.history("gantry-contract/none:1")).rejects.toMatchObject({ status: 404 });
    });

    test("an image is saved and loaded again", async () => {
      const { images } = subject.engine;
      const repo = name();
      await images.import(new Uint8Array(), { repo, tag: "1" }, { changes: [`LABEL gantry.name=${repo}`] });
      const archive = await buffer(await images.save([`${repo}:1`]));
      await images.remove(`${repo}:1`);
      const progress = await collect(images.load(archive));
      expect(progress.map(({ stream = "" }) => stream).join("")).toContain(`${repo}:1`);
      expect((await images.inspect(`${repo}:1`)).Config?.Labels).toEqual({ "gantry.name": repo });
    });

    test("an image goes from a save to a load as a stream", async () => {
      const { images } = subject.engine;
      const progress = await collect(images.load(await images.save([IMAGE])));
      expect(progress.length).toBeGreaterThan(0);
      await images.inspect(IMAGE);
    });

    test("an archive that is none is refused, however large it is", async () => {
      const load = collect(subject.engine.images.load(Buffer.alloc(20_000_000, "x")));
      await expect(load).rejects.toMatchObject({ name: "EngineError" });
    });

    test("an image that is nowhere is not pulled", async () => {
      const pull = collect(subject.engine.images.pull("127.0.0.1:9/gantry-contract/none:1"));
      await expect(pull).rejects.toMatchObject({ name: "EngineError" });
      await expect(subject.engine.images.save(["gantry-contract/none:1"]).then(buffer)).rejects.toMatchObject({
        name: "EngineError",
        status: 404,
      });
    });
  });
}
