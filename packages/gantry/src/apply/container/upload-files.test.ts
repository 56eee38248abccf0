import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { packFiles } from "./upload-files.ts";

test("files keep their path, owner, mode and bytes", async () => {
  const content = Buffer.from([0, 255, 10, 13]);
  const tar = await packFiles([
    { target: "/run/secrets/token", content, uid: 70, gid: 71, mode: 0o440 },
    { target: `/etc/${"deep/".repeat(40)}app.conf`, content: Buffer.from("a=1"), uid: 0, gid: 0, mode: 0o644 },
  ]);
  const archive = extract();
  archive.end(tar);
  const found: unknown[] = [];
  for await (const entry of archive) {
    const { name, uid, gid, mode, type } = entry.header;
    found.push({ name, uid, gid, mode, type, bytes: (await buffer(entry)).toString("hex") });
  }
  expect(found).toEqual([
    { name: "run/secrets/token", uid: 70, gid: 71, mode: 0o440, type: "file", bytes: "00ff0a0d" },
    { name: `etc/${"deep/".repeat(40)}app.conf`, uid: 0, gid: 0, mode: 0o644, type: "file", bytes: "613d31" },
  ]);
});
