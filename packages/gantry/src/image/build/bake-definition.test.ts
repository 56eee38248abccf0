import { expect, test } from "vitest";
import type { Build } from "../../model/service.ts";
import { writeBakeDefinition } from "./bake-definition.ts";
import type { BuildPlace, BuildTarget } from "./build-target.ts";

const place: BuildPlace = { directory: "/srv/shop", environment: { FROM_SHELL: "shell" } };

function target(build: Build, changes: Partial<BuildTarget> = {}): BuildTarget {
  return { name: "web", services: ["web"], tags: ["shop-web"], build, ...changes };
}

function bake(build: Build, changes: Partial<BuildPlace> = {}, dockerfile?: string) {
  const dockerfiles = new Map(dockerfile === undefined ? [] : [["web", dockerfile]]);
  const command = writeBakeDefinition({ targets: [target(build)], linked: [] }, { ...place, ...changes }, dockerfiles);
  return { ...command, web: JSON.parse(command.definition).target.web };
}

test("the smallest build is of a folder, tagged, loaded into the engine, without what changes with every build", () => {
  const { definition, environment, allow } = bake({ context: "." });
  expect(JSON.parse(definition)).toEqual({
    group: { default: { targets: ["web"] } },
    target: {
      web: {
        context: "/srv/shop",
        tags: ["shop-web"],
        args: {},
        attest: ["type=provenance,disabled=true"],
        output: ["type=docker"],
      },
    },
  });
  expect(environment).toEqual({});
  expect(allow).toEqual([]);
});

test.each<[keyof Build, Build, string, unknown]>([
  ["dockerfile", { context: "app", dockerfile: "Dockerfile.prod" }, "dockerfile", "/srv/shop/app/Dockerfile.prod"],
  ["dockerfile_inline", { dockerfile_inline: "FROM scratch\n" }, "dockerfile-inline", "FROM scratch\n"],
  ["target", { target: "runner" }, "target", "runner"],
  [
    "args",
    { args: { A: "1", FROM_SHELL: null, ABSENT: null, EMPTY: "" } },
    "args",
    { A: "1", FROM_SHELL: "shell", EMPTY: "" },
  ],
  ["labels", { labels: { a: "b" } }, "labels", { a: "b" }],
  ["cache_from", { cache_from: ["type=gha", "shop:cache"] }, "cache-from", ["type=gha", "shop:cache"]],
  ["cache_to", { cache_to: ["type=inline"] }, "cache-to", ["type=inline"]],
  ["no_cache", { no_cache: true }, "no-cache", true],
  ["no_cache_filter", { no_cache_filter: ["deps"] }, "no-cache-filter", ["deps"]],
  ["pull", { pull: true }, "pull", true],
  ["network", { network: "none" }, "network", "none"],
  ["platforms", { platforms: ["linux/amd64", "linux/arm64"] }, "platforms", ["linux/amd64", "linux/arm64"]],
  ["ssh", { ssh: { default: null, deploy: "/keys/deploy" } }, "ssh", ["default", "deploy=/keys/deploy"]],
  ["shm_size", { shm_size: 67108864 }, "shm-size", "67108864"],
  ["extra_hosts", { extra_hosts: ["db=10.0.0.2", "v6:::1"] }, "extra-hosts", { db: "10.0.0.2", v6: "::1" }],
  ["ulimits", { ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } } }, "ulimits", ["nproc=5", "nofile=1:2"]],
  ["provenance", { provenance: "mode=max" }, "attest", ["type=provenance,mode=max"]],
  ["sbom", { sbom: "true" }, "attest", ["type=provenance,disabled=true", "type=sbom"]],
  [
    "additional_contexts",
    { additional_contexts: { shared: "../shared", base: "docker-image://debian", other: "target:other" } },
    "contexts",
    { shared: "/srv/shared", base: "docker-image://debian", other: "target:other" },
  ],
])("%s becomes a key of the definition", (_, build, key, expected) => {
  expect(bake(build).web[key]).toEqual(expected);
});

test("what a build may do beyond the usual is allowed by name", () => {
  const { web, allow } = bake({ entitlements: ["network.host"], privileged: true, network: "host" });
  expect(web.entitlements).toEqual(["network.host", "security.insecure"]);
  expect(allow).toEqual(["network.host", "security.insecure"]);
});

test("a Dockerfile that was written out takes the place of the inline one", () => {
  const { web } = bake({ dockerfile_inline: "FROM scratch\n" }, {}, "/tmp/private/Dockerfile");
  expect(web.dockerfile).toBe("/tmp/private/Dockerfile");
  expect(web).not.toHaveProperty("dockerfile-inline");
});

test("a remote context and its Dockerfile stay as they are written", () => {
  const { web } = bake({ context: "https://github.com/acme/web.git#main", dockerfile: "a/Dockerfile" });
  expect(web).toMatchObject({ context: "https://github.com/acme/web.git#main", dockerfile: "a/Dockerfile" });
});

test("a text that bake would take for an expression stays a text", () => {
  const { definition } = bake({ dockerfile_inline: "RUN echo ${HOME} %{x} $HOME", labels: { "${a}": "$${b}" } });
  expect(definition).toContain("RUN echo $${HOME} %%{x} $HOME");
  expect(JSON.parse(definition).target.web.labels).toEqual({ "$${a}": "$$${b}" });
});

test("values of secrets are in files or in the environment, and only their names in the definition", () => {
  const build: Build = { secrets: [{ source: "npmrc" }, { source: "token", target: "gh" }, { source: "odd" }] };
  const secrets = { npmrc: { file: ".npmrc" }, token: { value: "s3cret" }, odd: { file: "/a,b" } };
  const { definition, environment, web } = bake(build, { secrets });
  expect(web.secret).toEqual(["id=npmrc,src=/srv/shop/.npmrc", "id=gh,env=GANTRY_BUILD_SECRET_0", 'id=odd,"src=/a,b"']);
  expect(environment).toEqual({ GANTRY_BUILD_SECRET_0: "s3cret" });
  expect(definition).not.toContain("s3cret");
});

test("secrets of several targets do not share a variable", () => {
  const build: Build = { secrets: [{ source: "token" }] };
  const targets = [target(build), target(build, { name: "a-b" }), target(build, { name: "a_b" })];
  const secrets = { token: { value: "s3cret" } };
  const { environment } = writeBakeDefinition({ targets, linked: [] }, { ...place, secrets });
  expect(Object.keys(environment)).toHaveLength(3);
});

test("a secret without a source is named", () => {
  expect(() => bake({ secrets: [{ source: "npmrc" }] })).toThrow('services.web.build.secrets: "npmrc" has no source.');
});

test("what only gives files to another target is built and not kept", () => {
  const linked = [target({}, { name: "base", tags: [] })];
  const { definition } = writeBakeDefinition({ targets: [target({})], linked }, place);
  expect(JSON.parse(definition)).toMatchObject({
    group: { default: { targets: ["web"] } },
    target: { base: { output: ["type=cacheonly"] } },
  });
});
