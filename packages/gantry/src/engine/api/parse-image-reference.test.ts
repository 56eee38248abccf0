import { expect, test } from "vitest";
import { parseImageReference } from "./parse-image-reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["postgres", "postgres", "latest"],
  ["postgres:17", "postgres", "17"],
  ["registry:5000/team/app", "registry:5000/team/app", "latest"],
  ["registry:5000/team/app:v1", "registry:5000/team/app", "v1"],
  [`app@${digest}`, "app", digest],
  [`registry:5000/app:v1@${digest}`, "registry:5000/app", digest],
])("%s is pulled as %s, %s", (reference, name, tag) => {
  expect(parseImageReference(reference)).toEqual({ name, tag });
});
