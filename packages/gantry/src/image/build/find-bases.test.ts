import { expect, test } from "vitest";
import { listBases } from "./find-bases.ts";

test("bases are what FROM lines name, without the file's own stages, variables, and scratch", () => {
  const dockerfile = [
    "# FROM comment",
    "FROM --platform=$BUILDPLATFORM node:22 AS Deps",
    "FROM deps AS builder",
    "from nginx:alpine",
    "FROM ${BASE}",
    "FROM scratch",
    "COPY --from=builder / /",
  ].join("\n");
  expect(listBases(dockerfile)).toEqual(["node:22", "nginx:alpine"]);
});
