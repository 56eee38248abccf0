import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { chainIds } from "./layer-chain.ts";

test("the chain id of the lowest layer is its diff id; each further one is a hash over the chain below and itself", () => {
  const hash = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const second = hash("sha256:aa sha256:bb");
  expect(chainIds(["sha256:aa", "sha256:bb", "sha256:cc"])).toEqual(["sha256:aa", second, hash(`${second} sha256:cc`)]);
});

test("no layers have no chains", () => {
  expect(chainIds([])).toEqual([]);
});
