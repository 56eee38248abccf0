import { expect, test } from "vitest";
import type { Build } from "../../model/service.ts";
import { type BuildRequest, buildArguments } from "./build-arguments.ts";

const buildx = { buildx: true, rawJson: true };

function request(build: Build, changes: Partial<BuildRequest> = {}): BuildRequest {
  return { project: "shop", service: "web", image: "shop-web", build, directory: "/srv/shop", ...changes };
}

/** The values of an option, in order. */
function values(build: Build, option: string, changes: Partial<BuildRequest> = {}): (string | undefined)[] {
  const { argv } = buildArguments(request(build, changes), buildx);
  return argv.flatMap((word, index) => (word === `--${option}` ? [argv[index + 1]] : []));
}

test("the smallest build is of a folder, tagged, with the labels that Compose puts", () => {
  expect(buildArguments(request({ context: "." }), buildx)).toEqual({
    argv: [
      "buildx",
      "build",
      "--load",
      "--progress=rawjson",
      "--tag",
      "shop-web",
      "--label",
      "com.docker.compose.project=shop",
      "--label",
      "com.docker.compose.service=web",
      "/srv/shop",
    ],
    environment: {},
  });
});

test("values of build arguments stand in the environment, never in argv", () => {
  const command = buildArguments(request({ args: { TOKEN: "s3cret", FROM_SHELL: null, EMPTY: "" } }), buildx);
  expect(command.argv.join(" ")).toContain("--build-arg TOKEN --build-arg FROM_SHELL --build-arg EMPTY");
  expect(command.argv.join(" ")).not.toContain("s3cret");
  expect(command.environment).toEqual({ TOKEN: "s3cret", EMPTY: "" });
});

test("a build argument that would steer the docker command itself stays out of its environment", () => {
  const command = buildArguments(request({ args: { DOCKER_HOST: "tcp://elsewhere", PATH: "/opt/bin" } }), buildx);
  expect(command.environment).toEqual({});
  expect(command.argv).toContain("DOCKER_HOST=tcp://elsewhere");
});

test.each<[keyof Build, Build, string, string[]]>([
  ["dockerfile", { context: "app", dockerfile: "Dockerfile.prod" }, "file", ["/srv/shop/app/Dockerfile.prod"]],
  ["target", { target: "runner" }, "target", ["runner"]],
  ["tags", { tags: ["shop:1", "shop:latest"] }, "tag", ["shop-web", "shop:1", "shop:latest"]],
  ["cache_from", { cache_from: ["type=gha", "shop:cache"] }, "cache-from", ["type=gha", "shop:cache"]],
  ["cache_to", { cache_to: ["type=inline"] }, "cache-to", ["type=inline"]],
  ["network", { network: "host" }, "network", ["host"]],
  ["platforms", { platforms: ["linux/amd64", "linux/arm64"] }, "platform", ["linux/amd64,linux/arm64"]],
  ["ssh", { ssh: { default: null, deploy: "/keys/deploy" } }, "ssh", ["default", "deploy=/keys/deploy"]],
  ["shm_size", { shm_size: 67108864 }, "shm-size", ["67108864"]],
  ["extra_hosts", { extra_hosts: ["db=10.0.0.2"] }, "add-host", ["db:10.0.0.2"]],
  ["ulimits", { ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } } }, "ulimit", ["nproc=5", "nofile=1:2"]],
  ["entitlements", { entitlements: ["network.host"] }, "allow", ["network.host"]],
  ["privileged", { privileged: true }, "allow", ["security.insecure"]],
  ["provenance", { provenance: "false" }, "provenance", ["false"]],
  ["sbom", { sbom: "true" }, "sbom", ["true"]],
  [
    "additional_contexts",
    { additional_contexts: { shared: "../shared", base: "docker-image://debian" } },
    "build-context",
    ["shared=/srv/shared", "base=docker-image://debian"],
  ],
])("%s becomes an option", (_, build, option, expected) => {
  expect(values(build, option)).toEqual(expected);
});

test("no_cache and pull become switches", () => {
  expect(buildArguments(request({ no_cache: true, pull: true }), buildx).argv).toEqual(
    expect.arrayContaining(["--no-cache", "--pull"]),
  );
});

test("an inline Dockerfile goes through stdin", () => {
  const command = buildArguments(request({ dockerfile_inline: "FROM scratch\n" }), buildx);
  expect(command.stdin).toBe("FROM scratch\n");
  expect(command.argv.join(" ")).toContain("--file -");
});

test("a remote context and its Dockerfile stay as they are written", () => {
  const { argv } = buildArguments(
    request({ context: "https://github.com/acme/web.git#main", dockerfile: "a/Dockerfile" }),
    buildx,
  );
  expect(argv.at(-1)).toBe("https://github.com/acme/web.git#main");
  expect(argv).toContain("a/Dockerfile");
});

test("secrets are named in argv, and their values are in a file or in the environment", () => {
  const command = buildArguments(
    request(
      { secrets: [{ source: "npmrc" }, { source: "token", target: "gh" }] },
      { secrets: { npmrc: { file: "/srv/shop/.npmrc" }, token: { value: "s3cret" } } },
    ),
    buildx,
  );
  expect(command.argv.join(" ")).toContain(
    "--secret id=npmrc,src=/srv/shop/.npmrc --secret id=gh,env=GANTRY_BUILD_SECRET_1",
  );
  expect(command.environment).toEqual({ GANTRY_BUILD_SECRET_1: "s3cret" });
});

test("a secret without a source is named", () => {
  expect(() => buildArguments(request({ secrets: [{ source: "npmrc" }] }), buildx)).toThrow(
    'services.web.build.secrets: "npmrc" has no source.',
  );
});

test("what cannot be done is refused by name, all at once", () => {
  const build: Build = { isolation: "hyperv", additional_contexts: { base: "service:base" } };
  expect(() => buildArguments(request(build), buildx)).toThrow(
    /services\.web\.build\.isolation .*\n.*additional_contexts\.base/,
  );
});

test("without buildx the plain command is used, and keys that need buildx are refused", () => {
  const plain = { buildx: false, rawJson: false };
  expect(buildArguments(request({}), plain).argv.slice(0, 2)).toEqual(["build", "--progress=plain"]);
  expect(() => buildArguments(request({ cache_to: ["type=inline"] }), plain)).toThrow(/cache_to .*buildx/);
});
