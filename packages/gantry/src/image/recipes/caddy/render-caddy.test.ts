import { expect, test } from "vitest";
import { renderRecipe } from "../render-recipe.ts";
import { caddyFacts } from "../testing/sample-facts.ts";
import { stageOf } from "../testing/stages.ts";

test("xcaddy builds Caddy with its modules, downloads and compiled packages kept from build to build", () => {
  const builder = stageOf(caddyFacts({ modules: ["example.com/a/b@v1.2.3", "example.com/c/d"] }), "builder");
  expect(builder).toContain(
    "xcaddy build --output /out/usr/bin/caddy --with example.com/a/b@v1.2.3 --with example.com/c/d",
  );
  expect(builder).toContain("--mount=type=cache,target=/go/pkg/mod");
  expect(builder).toContain("--mount=type=cache,target=/root/.cache/go-build");
  expect(builder).toContain("XCADDY_SETCAP=0");
});

test("it is said where a version is left open", () => {
  expect(stageOf(caddyFacts(), "builder")).not.toContain("newest");
  expect(stageOf(caddyFacts({ modules: ["example.com/a/b"] }), "builder")).toMatch(/^# .*are the newest\.$/m);
});

test("certificates and secrets are there while modules are downloaded", () => {
  const builder = stageOf(caddyFacts({ ca: true, buildSecrets: ["GOPROXY"] }), "builder");
  expect(builder).toContain("SSL_CERT_FILE=/run/secrets/ca");
  expect(builder).toContain('GOPROXY="$(cat /run/secrets/GOPROXY)"');
});

test("the folders of certificates and configuration are the user's, so that volumes on them are too", () => {
  expect(stageOf(caddyFacts(), "builder")).toContain("install -d -o 1001 -g 1001 /out/config /out/data");
});

test("only what goes into the image is sent to the builder", () => {
  const { dockerfile, dockerignore } = renderRecipe(caddyFacts({ app: "proxy", include: ["Caddyfile", "sites"] }));
  expect(dockerfile).toContain("COPY proxy/Caddyfile /out/etc/caddy/Caddyfile\n");
  expect(dockerfile).toContain("COPY proxy/sites /out/etc/caddy/sites\n");
  expect(dockerignore.endsWith("**/*\n!proxy/Caddyfile\n!proxy/sites\n")).toBe(true);
});

test("the health check asks the admin endpoint, or the path that the recipe names", () => {
  expect(stageOf(caddyFacts(), "runner")).toContain("http://127.0.0.1:2019/config/");
  expect(stageOf(caddyFacts({ health: "/up", port: 8080 }), "runner")).toContain("http://127.0.0.1:8080/up");
});

test("packages of the system are those of the running image", () => {
  expect(stageOf(caddyFacts({ systemPackages: ["tzdata"] }), "runner")).toContain("apk add --no-cache tzdata");
});
