import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import type { UploadedFile } from "../../plan/operation.ts";
import { groupByMount, packFiles } from "./upload-files.ts";

const file = (target: string): UploadedFile => ({ target, content: Buffer.from("x"), uid: 0, gid: 0, mode: 0o444 });

test("files keep their path, owner, mode and bytes", async () => {
  const content = Buffer.from([0, 255, 10, 13]);
  const long = `/etc/${"deep/".repeat(40)}app.conf`;
  const tar = await packFiles(
    [
      { target: "/run/secrets/token", content, uid: 70, gid: 71, mode: 0o440 },
      { ...file(long), mode: 0o644 },
    ],
    "/",
  );
  const archive = extract();
  archive.end(tar);
  const found: unknown[] = [];
  for await (const entry of archive) {
    const { name, uid, gid, mode, type } = entry.header;
    found.push({ name, uid, gid, mode, type, bytes: (await buffer(entry)).toString("hex") });
  }
  expect(found).toEqual([
    { name: "run/secrets/token", uid: 70, gid: 71, mode: 0o440, type: "file", bytes: "00ff0a0d" },
    { name: long.slice(1), uid: 0, gid: 0, mode: 0o644, type: "file", bytes: "78" },
  ]);
});

test("files go to the innermost mount that they lie in, and to the root otherwise", () => {
  const files = ["/etc/app.conf", "/run/secrets/a", "/run/b", "/running"].map(file);
  const groups = groupByMount(files, {
    HostConfig: {
      Binds: ["state:/run:rw"],
      Mounts: [
        { Type: "volume", Source: "files", Target: "/run/secrets/" },
        { Type: "tmpfs", Target: "/etc" },
      ],
    },
  });
  expect([...groups].map(([folder, group]) => [folder, group.map(({ target }) => target)])).toEqual([
    ["/", ["/etc/app.conf", "/running"]],
    ["/run/secrets", ["/run/secrets/a"]],
    ["/run", ["/run/b"]],
  ]);
});
