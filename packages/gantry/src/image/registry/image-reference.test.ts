import { expect, test } from "vitest";
import { parseImageReference } from "./image-reference.ts";

test.each([
  ["postgres", "docker.io", "library/postgres", undefined, undefined],
  ["postgres:17", "docker.io", "library/postgres", "17", undefined],
  ["pgvector/pgvector:pg17", "docker.io", "pgvector/pgvector", "pg17", undefined],
  ["ghcr.io/acme/web:1.2", "ghcr.io", "acme/web", "1.2", undefined],
  ["localhost:5000/web", "localhost:5000", "web", undefined, undefined],
  ["localhost/web:dev", "localhost", "web", "dev", undefined],
  ["index.docker.io/acme/web", "docker.io", "acme/web", undefined, undefined],
  ["ghcr.io/acme/web:1@sha256:abc", "ghcr.io", "acme/web", "1", "sha256:abc"],
])("%s comes from %2$s", (reference, registry, repository, tag, digest) => {
  expect(parseImageReference(reference)).toEqual({ registry, repository, tag, digest });
});
