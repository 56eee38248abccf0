import { expect, test } from "vitest";
import type { Build } from "../../model/service.ts";
import type { BuildPlace } from "./build-target.ts";
import { writePlainArguments } from "./plain-arguments.ts";

const place: BuildPlace = { directory: "/srv/shop", environment: {} };

function write(build: Build, changes: Partial<BuildPlace> = {}, dockerfile?: string) {
  const target = { name: "web", services: ["web"], tags: ["shop-web"], build };
  return writePlainArguments(target, { ...place, ...changes }, dockerfile);
}

test("an image is built by a command of its own", () => {
  expect(write({ context: "app", target: "runner", labels: { a: "b" }, no_cache: true }).argv).toEqual([
    ...["build", "--progress=plain", "--tag", "shop-web", "--target", "runner", "--label", "a=b", "--no-cache"],
    "/srv/shop/app",
  ]);
});

test("values of build arguments and of secrets stand in the environment, never in argv", () => {
  const build: Build = {
    args: { TOKEN: "t0ken", FROM_SHELL: null },
    secrets: [{ source: "key" }, { source: "npmrc" }],
  };
  const secrets = { key: { value: "s3cret" }, npmrc: { file: ".npmrc" } };
  const { argv, environment } = write(build, { secrets });
  expect(argv.join(" ")).toContain("--build-arg TOKEN --build-arg FROM_SHELL");
  expect(argv.join(" ")).toContain("--secret id=key,env=GANTRY_BUILD_SECRET_0 --secret id=npmrc,src=/srv/shop/.npmrc");
  expect(argv.join(" ")).not.toMatch(/t0ken|s3cret/);
  expect(environment).toEqual({ TOKEN: "t0ken", GANTRY_BUILD_SECRET_0: "s3cret" });
});

test("a build argument that would steer the docker command itself stays out of its environment", () => {
  const { argv, environment } = write({ args: { DOCKER_HOST: "tcp://elsewhere", PATH: "/opt/bin" } });
  expect(environment).toEqual({});
  expect(argv).toContain("DOCKER_HOST=tcp://elsewhere");
});

test.each<[string, Build, string | undefined, string, string | undefined]>([
  ["an inline one goes through stdin", { dockerfile_inline: "FROM scratch\n" }, undefined, "-", "FROM scratch\n"],
  [
    "one that was written out is a file",
    { dockerfile_inline: "FROM scratch\n" },
    "/tmp/x/Dockerfile",
    "/tmp/x/Dockerfile",
    undefined,
  ],
  ["a named one is in the context", { context: "app", dockerfile: "D" }, undefined, "/srv/shop/app/D", undefined],
])("Dockerfile: %s", (_, build, written, file, stdin) => {
  const command = write(build, {}, written);
  expect(command.argv).toContain(file);
  expect(command.stdin).toBe(stdin);
});

test("keys that need buildx are refused by name, all at once", () => {
  expect(() => write({ cache_to: ["type=inline"], sbom: "true" })).toThrow(/cache_to .*buildx.*\n.*sbom/);
});
