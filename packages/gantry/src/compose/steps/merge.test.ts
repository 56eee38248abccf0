import { describe, expect, test } from "vitest";
import { Findings } from "../findings.ts";
import { fromPlain } from "../from-plain.ts";
import { mapping, type Node, scalar, sequence } from "../node.ts";
import { composeFile } from "../schema/stack.ts";
import { toPlain } from "../to-plain.ts";
import { canonicalise } from "./canonicalise.ts";
import { merge } from "./merge.ts";

function mergeServices(base: object, over: object | Node): unknown {
  const findings = new Findings();
  const document = (service: object | Node) =>
    mapping([["services", mapping([["web", "kind" in service ? (service as Node) : fromPlain(service)]])]]);
  const [below, above] = [base, over].map((one) => canonicalise(document(one), composeFile, [], findings));
  const merged = below && above ? merge(below, above, composeFile, [], findings) : undefined;
  findings.throwIfFound();
  const plain = merged && (toPlain(merged) as { services: { web: unknown } });
  return plain?.services.web;
}

describe("a service laid over another", () => {
  test.each([
    ["replaces texts and numbers", { image: "a", scale: 2 }, { image: "b" }, { image: "b", scale: 2 }],
    ["replaces a command", { command: ["a", "b"] }, { command: "c" }, { command: ["c"] }],
    [
      "replaces a health check's test alone",
      { healthcheck: { test: ["CMD", "a"], retries: 2 } },
      { healthcheck: { test: ["CMD", "b"] } },
      { healthcheck: { test: ["CMD", "b"], retries: 2 } },
    ],
    [
      "merges environments in either syntax",
      { environment: ["A=1", "B=1"] },
      { environment: { B: 2, C: null } },
      { environment: { A: "1", B: "2", C: null } },
    ],
    [
      "takes a value away with a name alone",
      { environment: { A: 1 } },
      { environment: ["A"] },
      { environment: { A: null } },
    ],
    [
      "appends lists once",
      { dns: "1.1.1.1", cap_add: ["A", "B"] },
      { dns: ["2.2.2.2", "1.1.1.1"], cap_add: ["B", "C"] },
      { dns: ["1.1.1.1", "2.2.2.2"], cap_add: ["A", "B", "C"] },
    ],
    [
      "replaces mounts with the same target",
      { volumes: ["one:/x", "two:/y"] },
      { volumes: ["/c:/x"] },
      {
        volumes: [
          { type: "bind", source: "/c", target: "/x", bind: { create_host_path: true } },
          { type: "volume", source: "two", target: "/y", volume: {} },
        ],
      },
    ],
    [
      "drops the options of another log driver",
      { logging: { driver: "a", options: { x: "1" } } },
      { logging: { driver: "b" } },
      { logging: { driver: "b" } },
    ],
    [
      "keeps the options of the same log driver",
      { logging: { driver: "a", options: { x: "1" } } },
      { logging: { options: { y: "2" } } },
      { logging: { driver: "a", options: { x: "1", y: "2" } } },
    ],
    [
      "replaces a ulimit",
      { ulimits: { nofile: { soft: 1, hard: 2 }, core: 1 } },
      { ulimits: { nofile: 5 } },
      { ulimits: { nofile: 5, core: 1 } },
    ],
    [
      "merges dependencies in either syntax",
      { depends_on: { db: { condition: "service_healthy" } } },
      { depends_on: ["cache"] },
      { depends_on: { db: { condition: "service_healthy" }, cache: { condition: "service_started", required: true } } },
    ],
    [
      "leaves what null is laid over",
      { ports: [], image: "a", labels: { a: "b" } },
      { image: null, labels: null },
      { ports: [], image: "a", labels: { a: "b" } },
    ],
    ["merges extensions deeply", { "x-a": { b: [1] } }, { "x-a": { b: [2], c: 3 } }, { "x-a": { b: [1, 2], c: 3 } }],
  ])("%s", (_, base, over, expected) => {
    expect(mergeServices(base, over)).toEqual(expected);
  });

  test("takes away what !reset marks and replaces what !override marks", () => {
    const over = mapping([
      ["ports", sequence([], { tag: "reset" })],
      ["environment", mapping([["B", scalar("2")]], { tag: "override" })],
      ["labels", mapping([["a", scalar(null, { tag: "reset" })]])],
    ]);
    const base = { image: "a", ports: ["80:80"], environment: { A: "1" }, labels: { a: "1", b: "1" } };
    expect(mergeServices(base, over)).toEqual({ image: "a", environment: { B: "2" }, labels: { b: "1" } });
  });

  test("cannot be of another kind", () => {
    expect(() => mergeServices({ "x-a": { b: 1 } }, { "x-a": ["b"] })).toThrow(
      "services.web.x-a: the value cannot be laid over one of another kind. Replace it with !override.",
    );
  });
});
