import { expect, test } from "vitest";
import { readScriptSource } from "../facts/script-source.ts";
import { SourceText } from "../repository/source-text.ts";
import { placeInConfig } from "./place-in-config.ts";

const config = `import { caddy, defineStack, node, postgres } from "gantry";

const db = postgres({ version: "17" });

export default defineStack({
  name: "shop",
  services: {
    db,
    web: node({ build: ".", health: { interval: "5s" } }),
    plain: { image: "busybox", ports: ["80:80", "81:81"] },
  },
  proxy: caddy({ routes: {} }),
});
`;
const script = readScriptSource(new SourceText("gantry.config.ts", config));

/** The text that begins at the place of a path. */
function shown(...path: (string | number)[]): string {
  const { line, column, endColumn } = placeInConfig(script, path);
  return `${line}: ${script.source.line(line).slice(column - 1, (endColumn ?? 1) - 1)}`;
}

test.each([
  ["a key", ["services", "plain", "image"], "10: image"],
  ["an item of a list", ["services", "plain", "ports", 1], '10: "81:81"'],
  ["a key of a preset's options", ["services", "web", "health", "interval"], "9: interval"],
  ["a service that is a constant", ["services", "db", "version"], "3: version"],
  ["the constant, for what its preset makes", ["services", "db", "healthcheck", "test", 1], "3: db"],
  ["a service that stands outside services", ["services", "proxy", "image"], "12: proxy"],
  ["the services, for one that the file does not name", ["services", "other"], "7: services"],
  ["the beginning, for what the file does not say at all", ["volumes", "data"], "1: "],
])("a path leads to %s", (_, path, place) => {
  expect(shown(...path)).toBe(place);
});

test("a config that cannot be parsed is shown at its beginning", () => {
  const broken = readScriptSource(new SourceText("gantry.config.ts", "export default {"));
  expect(placeInConfig(broken, ["services"])).toEqual({ file: "gantry.config.ts", line: 1, column: 1 });
});
