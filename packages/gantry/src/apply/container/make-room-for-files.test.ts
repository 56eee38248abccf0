import { expect, test } from "vitest";
import type { ContainerSpec } from "../../plan/operation.ts";
import { makeRoomForFiles } from "./make-room-for-files.ts";

const secret = { target: "/run/secrets/token", content: Buffer.from("x"), uid: 0, gid: 0, mode: 0o444 };
const spec = (body: Partial<ContainerSpec["body"]>, files = [secret]): ContainerSpec => ({
  body: { Image: "web", ...body },
  extraNetworks: [],
  files,
});

test("an ordinary container takes files as it is", () => {
  const plain = spec({});
  expect(makeRoomForFiles(plain)).toBe(plain);
});

test("a read-only container gets a volume where its files go", () => {
  expect(makeRoomForFiles(spec({ HostConfig: { ReadonlyRootfs: true } })).body.Volumes).toEqual({ "/run/secrets": {} });
});

test("a volume that is there already takes the files", () => {
  const plain = spec({
    HostConfig: { ReadonlyRootfs: true, Mounts: [{ Type: "volume", Source: "state", Target: "/run" }] },
  });
  expect(makeRoomForFiles(plain)).toBe(plain);
});

test("files under a tmpfs are kept from being hidden by it", () => {
  expect(makeRoomForFiles(spec({ HostConfig: { Tmpfs: { "/run": "" } } })).body.Volumes).toEqual({
    "/run/secrets": {},
  });
});

test("a neighbour's path that begins alike is no mount of the file", () => {
  const plain = spec({ HostConfig: { Tmpfs: { "/run/sec": "" } } });
  expect(makeRoomForFiles(plain)).toBe(plain);
});
