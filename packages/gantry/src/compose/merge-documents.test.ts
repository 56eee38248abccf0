import { expect, test } from "vitest";
import { mergeDocuments } from "./merge-documents.ts";
import { normalizeDocument } from "./normalize-document.ts";
import { toComposeObject } from "./print-compose.ts";

test("a merged document normalises like any other, durations and sizes too", () => {
  const merged = mergeDocuments(
    { services: { db: { image: "postgres", mem_limit: "512m", healthcheck: { test: "x", interval: "90s" } } } },
    { services: { db: { stop_grace_period: "2m", ports: ["5432:5432"] } } },
  );
  const { stack } = normalizeDocument(merged, { directory: "/srv/shop" });
  expect(toComposeObject(stack)["services"]).toMatchObject({
    db: { mem_limit: "536870912", healthcheck: { interval: "1m30s" }, stop_grace_period: "2m0s" },
  });
});

test("an override that is no Compose document is refused, path first", () => {
  expect(() => mergeDocuments({}, { services: { web: { prots: [] } } })).toThrow(
    'services.web.prots: unknown key. Did you mean "ports"?',
  );
});
