import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalizeDocument } from "../compose/normalize-document.ts";
import { formatIssue, UserError } from "../model/error.ts";
import { noPositions } from "../model/position.ts";
import type { LoadedStack, Stack } from "../model/stack.ts";
import { type PrepareBuildsOptions, prepareBuilds } from "./prepare-builds.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-prepare-"));
  await write("package.json", JSON.stringify({ name: "web", version: "1.0.0", scripts: { start: "node server.js" } }));
  await write("package-lock.json", JSON.stringify({ name: "web", lockfileVersion: 3, packages: {} }));
  await write("server.js", "");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (path: string, content: string) => writeFile(join(directory, path), content);

type Document = Parameters<typeof normalizeDocument>[0];

function load(document: Document, more: Partial<LoadedStack> = {}): LoadedStack {
  const { stack, inactive } = normalizeDocument({ name: "shop", ...document }, { directory });
  return {
    stack,
    inactive,
    environment: "development",
    directory,
    files: [],
    positions: noPositions,
    warnings: [],
    sensitive: new Set(),
    variables: {},
    ...more,
  };
}

async function issuesOf(loaded: LoadedStack, options?: PrepareBuildsOptions): Promise<string[]> {
  try {
    await prepareBuilds(loaded, options);
  } catch (error) {
    if (error instanceof UserError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const web = (stack: Stack) => stack.services["web"] ?? {};
const node = (more: object = {}, extras: object = {}) => ({
  build: { context: "." },
  "x-gantry": { recipe: { name: "node", port: 3000, ...more }, ...extras },
});

describe("a service with a recipe", () => {
  test("has its Dockerfile and its ignore file in the build", async () => {
    const { stack } = await prepareBuilds(load({ services: { web: node() } }));
    expect(web(stack).build?.dockerfile_inline).toMatch(/^# .+\nFROM /);
    expect(web(stack).build?.dockerfile_inline).toContain('CMD ["node", "server.js"]');
    expect(web(stack).build?.["x-gantry"]?.dockerignore).toContain("**/node_modules");
    expect(web(stack).build).not.toHaveProperty("dockerfile");
  });

  test("is built from the stack's folder when nothing else is said", async () => {
    const { stack } = await prepareBuilds(load({ services: { web: { ...node(), build: {} } } }));
    expect(web(stack).build?.context).toBe(directory);
  });

  test("steps back for a Dockerfile that is there, only if it says so", async () => {
    await write("Dockerfile", "FROM scratch\n");
    const own = await prepareBuilds(load({ services: { web: node({ fallback: true }, { read_only: true }) } }));
    expect(web(own.stack)).toMatchObject({ build: { dockerfile: "Dockerfile" } });
    expect(web(own.stack).build).not.toHaveProperty("dockerfile_inline");
    expect(web(own.stack)).not.toHaveProperty("read_only");
    const written = await prepareBuilds(load({ services: { web: node() } }));
    expect(web(written.stack).build?.dockerfile_inline).toContain("FROM node:");
  });

  test("is prepared once: a second time changes nothing", async () => {
    const environment = { APP_URL: "https://example.com" };
    const service = { ...node({ public_prefixes: ["APP_"] }, { read_only: true }), environment };
    await write("ca.pem", "");
    const loaded = load({ services: { web: service } }, { variables: { GANTRY_BUILD_CA: "ca.pem" } });
    const once = await prepareBuilds(loaded);
    expect(await prepareBuilds(once)).toEqual(once);
    expect(web(once.stack).build?.args).toEqual(environment);
  });

  test("has a read-only root file system where its preset asks, and room for what it writes", async () => {
    const volumes = ["data:/tmp"];
    const services = { web: { ...node({}, { preset: "node", read_only: true }), volumes } };
    const { stack } = await prepareBuilds(load({ services, volumes: { data: {} } }));
    expect(web(stack)).toMatchObject({ read_only: true, "x-gantry": { preset: "node", recipe: { name: "node" } } });
    expect(web(stack).tmpfs).toEqual([]);
    const free = await prepareBuilds(load({ services: { web: node({}, { read_only: true }) } }));
    expect(web(free.stack).tmpfs).toEqual(["/tmp"]);
  });

  test("keeps every dollar sign of its Dockerfile where the stack is as before interpolation", async () => {
    const services = { web: node({ placeholders: { PRICE: "$$5" } }) };
    const plain = await prepareBuilds(load({ services: { web: node({ placeholders: { PRICE: "$5" } }) } }));
    const { stack } = await prepareBuilds(load({ services }, { uninterpolated: true }));
    expect(web(stack).build?.dockerfile_inline?.replaceAll("$$", "$")).toBe(web(plain.stack).build?.dockerfile_inline);
  });

  test("names the folder that is built when it is not there", async () => {
    const { build, ...rest } = node();
    expect(await issuesOf(load({ services: { web: { ...rest, build: { ...build, context: "./wbe" } } } }))).toEqual([
      expect.stringContaining(`services.web.build.context: there is no folder ${join(directory, "wbe")}.`),
    ]);
  });

  test("leaves services alone that nobody asked for", async () => {
    const services = { web: { ...node(), depends_on: ["api"] }, api: node(), other: node({ app: "missing" }) };
    const { stack } = await prepareBuilds(load({ services }), { services: ["web"] });
    expect(stack.services["api"]?.build).toHaveProperty("dockerfile_inline");
    expect(stack.services["other"]?.build).not.toHaveProperty("dockerfile_inline");
  });
});

describe("the team's own Dockerfile", () => {
  const own = (build: object) => ({
    build: { context: ".", ...build },
    "x-gantry": { recipe: { name: "dockerfile" } },
  });
  const text = "FROM node:22 AS base\nFROM base\nFROM base AS Runner\n";

  test("goes through as it is, with any of its stages as the target", async () => {
    await write("Dockerfile", text);
    const services = { a: own({ target: "runner" }), b: own({ target: "1" }), c: own({}) };
    const loaded = load({ services });
    expect(await prepareBuilds(loaded)).toEqual(loaded);
  });

  test("has to be there, with the stage that is to be built", async () => {
    await write("Dockerfile", text);
    const services = {
      missing: own({ dockerfile: "docker/Dockerfile" }),
      other: own({ target: "production" }),
      written: { ...node(), build: { context: ".", target: "dev" } },
    };
    expect((await issuesOf(load({ services }))).sort()).toEqual([
      `services.missing.build.dockerfile: there is no file ${directory}/docker/Dockerfile. Name the Dockerfile, relative to build.context, or let a recipe write one.`,
      `services.other.build.target: "production" is not a stage of ${directory}/Dockerfile. Use one of its stages: base, 1, Runner.`,
      'services.written.build.target: "dev" is not a stage of its Dockerfile. Use one of its stages: base, deps, production, runner.',
    ]);
  });

  test("may have a target that a variable names, as long as the stack is printed with its variables", async () => {
    await write("Dockerfile", text);
    const loaded = load({ services: { web: own({ target: "${TARGET}" }) } }, { uninterpolated: true });
    expect(await prepareBuilds(loaded)).toEqual(loaded);
  });
});

describe("public variables", () => {
  test("become arguments of a Dockerfile that Gantry writes, and stay in the environment", async () => {
    const environment = { PUBLIC_URL: "https://example.com", PRIVATE: "x", PUBLIC_NOTHING: null };
    const build = { context: ".", args: { PUBLIC_NAME: "mine" } };
    const service = {
      ...node({ public_prefixes: ["PUBLIC_"] }),
      environment: { ...environment, PUBLIC_NAME: "x" },
      build,
    };
    const { stack } = await prepareBuilds(load({ services: { web: service } }));
    expect(web(stack).build?.args).toEqual({ PUBLIC_URL: "https://example.com", PUBLIC_NAME: "mine" });
    expect(web(stack).environment).toMatchObject(environment);
  });

  test("become arguments of the team's own Dockerfile where it declares them", async () => {
    await write("Dockerfile.web", "FROM scratch AS base\nARG NEXT_PUBLIC_A=x NEXT_PUBLIC_B\nENV NEXT_PUBLIC_C=1\n");
    const services = {
      web: {
        build: { context: ".", dockerfile: "Dockerfile.web" },
        environment: { NEXT_PUBLIC_A: "a", NEXT_PUBLIC_B: "b", NEXT_PUBLIC_C: "c" },
        "x-gantry": { recipe: { name: "dockerfile", public_prefixes: ["NEXT_PUBLIC_"] } },
      },
    };
    const { stack } = await prepareBuilds(load({ services }));
    expect(web(stack).build?.args).toEqual({ NEXT_PUBLIC_A: "a", NEXT_PUBLIC_B: "b" });
  });

  test("are the same for services that share an image", async () => {
    const recipe = { public_prefixes: ["PUBLIC_"] };
    const { stack } = await prepareBuilds(
      load({
        services: {
          web: { image: "shop-web", ...node(recipe), environment: { PUBLIC_A: "web" } },
          jobs: { image: "shop-web", ...node(recipe), environment: { PUBLIC_A: "jobs", PUBLIC_B: "b" } },
        },
      }),
    );
    expect(web(stack).build?.args).toEqual({ PUBLIC_A: "web", PUBLIC_B: "b" });
    expect(stack.services["jobs"]?.build).toEqual(web(stack).build);
  });

  test("of a plain Compose file are nothing special", async () => {
    await write("Dockerfile", "FROM scratch\nARG NEXT_PUBLIC_A\n");
    const loaded = load({ services: { web: { build: ".", environment: { NEXT_PUBLIC_A: "a" } } } });
    expect(await prepareBuilds(loaded)).toEqual(loaded);
  });
});

describe("a secret", () => {
  test("is refused as a build argument and under a public name, wherever it is known", async () => {
    const loaded = load(
      {
        services: {
          web: {
            ...node({ public_prefixes: ["PUBLIC_"] }),
            build: { args: { URL: "https://a:hidden-value@example.com", NPM_TOKEN: "x", PLAIN: "fine" } },
            environment: { PUBLIC_KEY: "hidden-value", KEY: "hidden-value" },
          },
          api: { build: { context: ".", args: { TOKEN: "from-a-variable" } }, secrets: ["npm-token", "other"] },
        },
        secrets: { "npm-token": { file: "./npm" }, other: { environment: "OTHER" } },
      },
      { sensitive: new Set(["hidden-value"]), variables: { OTHER: "from-a-variable" } },
    );
    const inHistory = "a secret may not stand here: build arguments stay in the image's history.";
    expect(await issuesOf(loaded)).toEqual([
      "services.web.environment.PUBLIC_KEY: a secret may not stand here: it would be in every visitor's browser. Give it another name, and read it on the server.",
      `services.web.build.args.URL: ${inHistory} Mount it with build.secrets.`,
      `services.web.build.args.NPM_TOKEN: ${inHistory} Mount it with build.secrets.`,
      `services.api.build.args.TOKEN: ${inHistory} Mount it with build.secrets.`,
    ]);
  });
});

describe("certificates to trust while building", () => {
  test("are mounted as the secret ca, from the build's own file or from GANTRY_BUILD_CA", async () => {
    await write("own.pem", "");
    await write("all.pem", "");
    await write("Dockerfile", "FROM scratch\n");
    const services = { web: { build: { context: ".", "x-gantry": { ca: "own.pem" } } }, api: node() };
    const { stack } = await prepareBuilds(load({ services }, { variables: { GANTRY_BUILD_CA: "./all.pem" } }));
    expect(web(stack).build?.secrets).toEqual([{ source: "web-build-ca", target: "ca" }]);
    expect(stack.services["api"]?.build?.secrets).toEqual([{ source: "build-ca", target: "ca" }]);
    expect(stack.services["api"]?.build?.dockerfile_inline).toContain("/run/secrets/ca");
    expect(stack.secrets).toEqual({
      "web-build-ca": { name: "shop_web-build-ca", file: join(directory, "own.pem") },
      "build-ca": { name: "shop_build-ca", file: join(directory, "all.pem") },
    });
  });

  test("are left to a build that mounts its own", async () => {
    const build = { context: ".", secrets: [{ source: "mine", target: "ca" }] };
    const loaded = load(
      { services: { web: { build } }, secrets: { mine: { file: "./mine.pem" } } },
      { variables: { GANTRY_BUILD_CA: "/nowhere" } },
    );
    expect(await prepareBuilds(loaded)).toEqual(loaded);
  });

  test("have to be there, unless the stack is only printed", async () => {
    const services = { web: { ...node(), build: { "x-gantry": { ca: "no.pem" } } }, api: node() };
    const loaded = load({ services }, { variables: { GANTRY_BUILD_CA: "/nowhere/ca.pem" } });
    expect(await issuesOf(loaded)).toEqual([
      `services.web.build.ca: there is no file ${directory}/no.pem. Name a file of certificates (PEM), or remove it.`,
    ]);
    const shared = load({ services: { api: node() } }, { variables: { GANTRY_BUILD_CA: "/nowhere/ca.pem" } });
    await expect(prepareBuilds(shared)).rejects.toThrow("GANTRY_BUILD_CA: there is no file /nowhere/ca.pem.");
    const { stack, uninterpolated } = await prepareBuilds(loaded, { printed: true });
    expect(uninterpolated).toBe(true);
    expect(stack.secrets?.["build-ca"]?.file).toBe("${GANTRY_BUILD_CA:?file of certificates that builds trust}");
  });
});

describe("what is wrong with several builds", () => {
  test("is told at once, path first", async () => {
    await write("Dockerfile.other", "FROM scratch\n");
    const issues = await issuesOf(
      load({
        services: {
          web: node({ app: "apps/web" }),
          remote: { ...node(), build: "https://github.com/example/shop.git" },
          both: { ...node(), build: { context: ".", dockerfile: "Dockerfile.other" } },
        },
      }),
    );
    expect(issues).toHaveLength(3);
    expect(issues.sort()).toEqual([
      'services.both.build.dockerfile: names a Dockerfile, and the recipe "node" writes one. Remove one of them, or write recipe: dockerfile.',
      'services.remote.build.context: "https://github.com/example/shop.git" is not a folder that a recipe can look into. Check it out and name the folder, or let its own Dockerfile build it.',
      expect.stringMatching(/^services\.web.*apps\/web/),
    ]);
  });
});
