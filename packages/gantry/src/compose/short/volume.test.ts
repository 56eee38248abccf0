import { describe, expect, test } from "vitest";
import { scalar } from "../node.ts";
import { toPlain } from "../to-plain.ts";
import { expandVolume } from "./volume.ts";

function expand(spec: string): unknown {
  const problems: string[] = [];
  const node = expandVolume(scalar(spec), { fail: (problem) => problems.push(problem) });
  return node ? toPlain(node) : problems[0];
}

const bind = { create_host_path: true };

describe("a volume in short syntax", () => {
  test.each([
    ["/data", { type: "volume", target: "/data", volume: {} }],
    ["data:/var/lib/data", { type: "volume", source: "data", target: "/var/lib/data", volume: {} }],
    ["data:/d:nocopy,ro", { type: "volume", source: "data", target: "/d", read_only: true, volume: { nocopy: true } }],
    ["./src:/app", { type: "bind", source: "./src", target: "/app", bind }],
    ["../up:/app", { type: "bind", source: "../up", target: "/app", bind }],
    ["~/x:/app", { type: "bind", source: "~/x", target: "/app", bind }],
    ["/abs:/app/:rw", { type: "bind", source: "/abs", target: "/app", bind }],
    ["/a:/b/../c//d", { type: "bind", source: "/a", target: "/c/d", bind }],
    [
      "./a:/b:z,rslave",
      { type: "bind", source: "./a", target: "/b", bind: { selinux: "z", propagation: "rslave", ...bind } },
    ],
    ["C:\\app:/app", { type: "bind", source: "C:\\app", target: "/app", bind }],
  ])("%j", (spec, expected) => {
    expect(expand(spec)).toEqual(expected);
  });

  test.each(["", ":/x", "data:", "a-b:/x:ro:more"])("%j is refused", (spec) => {
    expect(expand(spec)).toBe(`${JSON.stringify(spec)} is not a volume.`);
  });
});
