import { expect, test } from "vitest";
import { renderRecipe } from "../render-recipe.ts";
import { staticFacts } from "../testing/sample-facts.ts";
import { stageOf, stagesOf } from "../testing/stages.ts";

test("the running image starts from the server's own and has nothing of Node.js", () => {
  const facts = staticFacts();
  expect([...stagesOf(facts).keys()]).toEqual(["base", "deps", "builder", "server", "runner"]);
  const runner = stageOf(facts, "runner");
  expect(runner).toMatch(/^FROM nginx:1-alpine-slim AS runner$/m);
  expect(runner).toContain("COPY --from=server /out/ /\nCOPY --from=builder /out/ /\n");
  expect(runner).toMatch(/^ENTRYPOINT \[\]$/m);
  expect(runner).toContain('CMD ["nginx", "-e", "stderr", "-g", "daemon off;"]');
});

test("nginx ends by the signal that lets it answer first, Caddy by the usual one", () => {
  expect(stageOf(staticFacts(), "runner")).toContain("STOPSIGNAL SIGQUIT\n");
  expect(stageOf(staticFacts({ server: "caddy" }), "runner")).toContain("STOPSIGNAL SIGTERM\n");
});

test("Caddy is copied out of its image, so that no capability of the file keeps it from starting", () => {
  const facts = staticFacts({ server: "caddy" });
  expect(stageOf(facts, "server")).toContain("cp /usr/bin/caddy /out/usr/bin/caddy");
  expect(stageOf(facts, "runner")).toMatch(/^FROM alpine:[\d.]+ AS runner$/m);
});

test.each([
  ["nginx", "location /_astro/ {", "try_files $uri $uri.html $uri/ =404;", "error_page 404 /404.html;"],
  ["caddy", "handle /_astro/* {", "try_files {path} {path}.html'", "rewrite * /404.html"],
] as const)("%s keeps hashed files for good and has a page for what is missing", (server, hashed, pages, missing) => {
  const settings = stageOf(staticFacts({ server }), "server");
  for (const text of [hashed, pages, missing, "public, max-age=31536000, immutable", "/healthz"]) {
    expect(settings).toContain(text);
  }
});

test.each([
  ["nginx", "try_files $uri $uri.html $uri/index.html /index.html;"],
  ["caddy", "try_files {path} {path}.html {path}/index.html /index.html"],
] as const)("%s answers with the single page where there is no file", (server, fallback) => {
  const { hashed: _hashed, ...facts } = staticFacts({ server, singlePage: true });
  const settings = stageOf(facts, "server");
  expect(settings).toContain(fallback);
  expect(settings).not.toMatch(/immutable|error_page 404|rewrite/);
});

test("public variables are arguments of the builder, and the folder that it writes is the recipe's", () => {
  const builder = stageOf(staticFacts({ publicVariables: ["PUBLIC_URL"], output: "build" }), "builder");
  expect(builder).toMatch(/^ARG PUBLIC_URL$/m);
  expect(builder).toContain("mv build /out/srv");
});

test("the health check asks the path of the recipe, else one that is always there", () => {
  expect(stageOf(staticFacts(), "runner")).toContain('"http://127.0.0.1:8080/healthz"]');
  expect(stageOf(staticFacts({ health: "/", port: 3000 }), "runner")).toContain('"http://127.0.0.1:3000/"]');
});

test("the settings name the port, and what an earlier build wrote stays out", () => {
  const facts = staticFacts({ port: 3000, app: "apps/site", output: "build" });
  expect(stageOf(facts, "server")).toContain("'    listen 3000;'");
  expect(renderRecipe(facts).dockerignore).toMatch(/^apps\/site\/build$/m);
});
