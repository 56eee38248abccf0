import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LoadConfigOptions, loadConfig } from "./load-config.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-load-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const shop = `
import { defineStack, node, postgres, secret, caddy } from "gantry";
export default defineStack(() => {
  const db = postgres({ version: "17", database: "shop" });
  const app = node({
    image: "shop",
    port: 3000,
    env: { DATABASE_URL: db.url, JWT_SECRET: secret({ minLength: 8 }), PRICE: "$5" },
    volumes: ["./content:/content:ro"],
    compose: { ulimits: { nofile: 1024 }, environment: { EXTRA: "1" } },
  });
  return {
    name: "shop",
    services: { db, app },
    proxy: caddy({ routes: { "shop.example.com": app } }),
    environments: { production: { host: "ssh://deploy@shop.example.com" } },
    compose: { networks: { egress: { driver_opts: { "com.docker.network.driver.mtu": "1400" } } } },
  };
});
`;

const write = (name: string, text: string) => writeFile(join(directory, name), text);

const load = (options: Partial<LoadConfigOptions> = {}) =>
  loadConfig({ directory, env: { JWT_SECRET: "long enough" }, mode: "values", ...options });

describe("loadConfig with values", () => {
  test("makes a whole stack of a config", async () => {
    await write("gantry.config.ts", shop);
    const { stack, environment, files, sensitive } = await load();
    const { DATABASE_URL, ...environmentOfApp } = stack.services["app"]?.environment ?? {};
    const password = stack.services["db"]?.environment?.["POSTGRES_PASSWORD"] ?? "";
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(DATABASE_URL).toBe(`postgres://shop:${password}@db:5432/shop`);
    expect(environmentOfApp).toEqual({
      NODE_ENV: "production",
      NODE_OPTIONS: "--max-old-space-size=384",
      PORT: "3000",
      JWT_SECRET: "long enough",
      PRICE: "$5",
      EXTRA: "1",
    });
    expect(sensitive).toEqual(new Set([password, "long enough", "long%20enough"]));
    expect(environment).toBe("development");
    expect(files).toEqual([join(directory, "gantry.config.ts")]);
    expect(stack.services["app"]?.volumes?.[0]).toMatchObject({
      type: "bind",
      source: join(directory, "content"),
      read_only: true,
    });
    expect(stack["x-gantry"]?.routes).toEqual([{ host: ":8080", service: "app", port: 3000 }]);
  });

  test("merges what the compose keys say over everything else", async () => {
    await write("gantry.config.ts", shop);
    const { stack } = await load();
    expect(stack.services["app"]?.ulimits).toEqual({ nofile: 1024 });
    expect(stack.networks?.["egress"]?.driver_opts).toEqual({ "com.docker.network.driver.mtu": "1400" });
    expect(stack.services["app"]?.networks).toHaveProperty("db");
  });

  test("generates a password once for each environment, and takes the user's over it", async () => {
    await write("gantry.config.ts", shop.replace(/ {4}environments:.*\n/, ""));
    const passwordOf = async (options?: Partial<LoadConfigOptions>) =>
      (await load(options)).stack.services["db"]?.environment?.["POSTGRES_PASSWORD"];
    const first = await passwordOf();
    expect(await passwordOf()).toBe(first);
    expect(await passwordOf({ environmentName: "staging" })).not.toBe(first);
    expect((await readdir(join(directory, ".gantry"))).sort()).toEqual([
      ".gitignore",
      "development.env",
      "staging.env",
    ]);
    await write(".env", "DB_PASSWORD=mine");
    expect(await passwordOf()).toBe("mine");
  });

  test("writes nothing when nothing is missing", async () => {
    await write("gantry.config.ts", shop);
    await load({ env: { JWT_SECRET: "long enough", DB_PASSWORD: "given" } });
    expect(await readdir(directory)).toEqual(["gantry.config.ts"]);
  });

  test("generates nothing for an environment with a host, and lists all that is missing", async () => {
    await write("gantry.config.ts", shop);
    await expect(load({ environmentName: "production", env: {} })).rejects.toMatchObject({
      code: "config",
      message: [
        '2 variables without a value in the environment "production":',
        "  DB_PASSWORD: password of the service db",
        "  JWT_SECRET: secret of app, at least 8 characters",
      ].join("\n"),
    });
    expect(await readdir(directory)).toEqual(["gantry.config.ts"]);
    await mkdir(join(directory, ".gantry"));
    await write(".gantry/production.env", "DB_PASSWORD=kept\n");
    const { stack } = await load({ environmentName: "production" });
    expect(stack.services["db"]?.environment?.["POSTGRES_PASSWORD"]).toBe("kept");
  });

  test("names services that wait for each other in a circle", async () => {
    await write(
      "gantry.config.ts",
      `import { defineStack, service } from "gantry";
       export default defineStack({ name: "ring", services: {
         a: service({ image: "x", dependsOn: { b: "started" } }),
         b: service({ image: "x", dependsOn: { c: "started" } }),
         c: service({ image: "x", dependsOn: { a: "started" } }),
       } });`,
    );
    await expect(load()).rejects.toThrow(/circle|cycle/);
    await expect(load()).rejects.toThrow(/a → b → c → a/);
  });

  test("reports an unknown Compose key with its path", async () => {
    await write("gantry.config.ts", shop.replace("ulimits", "ulimit"));
    await expect(load()).rejects.toThrow(/services\.app\.ulimit: unknown key\. Did you mean "ulimits"\?/);
  });
});

describe("loadConfig with references", () => {
  test("needs no value and writes none", async () => {
    await write("gantry.config.ts", shop);
    const { stack, sensitive, uninterpolated } = await load({
      mode: "references",
      env: {},
      environmentName: "production",
    });
    expect(stack.services["app"]?.environment).toMatchObject({
      DATABASE_URL: "postgres://shop:${DB_PASSWORD_ENCODED:-${DB_PASSWORD:?password of the service db}}@db:5432/shop",
      JWT_SECRET: "${JWT_SECRET:?secret of app, at least 8 characters}",
      PRICE: "$$5",
    });
    expect([sensitive.size, uninterpolated]).toEqual([0, true]);
    expect(await readdir(directory)).toEqual(["gantry.config.ts"]);
  });

  test("writes a value where none but a value can be read, and never a secret", async () => {
    const compose = `{
      image: text\`app:\${env("TAG", { default: "1" })}\`, command: ["--level", env("LEVEL", { default: "x y" })],
      entrypoint: text\`run \${env("LEVEL", { default: "x y" })}\`,
      ports: [text\`\${env("PORT", { default: "8080" })}:3000\`], mem_limit: env("MEMORY", { default: "1g" }),
      volumes: [text\`\${env("FOLDER", { default: "./data" })}:/data\`, "data:/kept"], healthcheck: { test: "exit 0", interval: env("EVERY", { default: "5s" }) },
      depends_on: ["db"], labels: [text\`level=\${env("LEVEL", { default: "x y" })}\`], init: env("INIT", { default: "true" }),
      environment: { ONE: env("PORT", { default: "8080" }), TWO: secret({ name: "TWO" }) },
    }`;
    await write(
      "gantry.config.ts",
      `import { composeService, defineStack, env, secret, text } from "gantry";
       export default defineStack({ name: "shop", services: { app: composeService(${compose}), db: composeService({ image: "db" }) },
         compose: { volumes: { data: { name: env("VOLUME", { default: "kept" }) } } } });`,
    );
    const { stack } = await load({ mode: "references", env: { MEMORY: "2g", TWO: "seen" } });
    expect(stack.services["app"]).toMatchObject({
      image: "app:${TAG:-1}",
      command: ["--level", "${LEVEL:-x y}"],
      entrypoint: ["run", "x", "y"],
      ports: [{ target: 3000, published: "8080" }],
      mem_limit: 2 * 1024 ** 3,
      volumes: [{ type: "bind", source: join(directory, "data"), target: "/data" }, { source: "data" }],
      healthcheck: { interval: 5_000_000_000 },
      labels: { level: "${LEVEL:-x y}" },
      init: true,
      environment: { ONE: "${PORT:-8080}", TWO: "${TWO:?secret of app}" },
    });
    expect(stack.volumes).toMatchObject({ data: { name: "kept" } });
  });
});

describe("what env files and the environment say", () => {
  test("is final in a stack that is to be interpolated", async () => {
    await write("app.env", "FROM_FILE='$5'\n");
    const compose = '{ env_file: "./app.env", environment: ["PASSED", "WRITTEN=${X:-x}"] }';
    await write(
      "gantry.config.ts",
      `import { defineStack, service } from "gantry";
       export default defineStack({ name: "shop", services: { app: service({ image: "x", env: { OWN: "$1" }, compose: ${compose} }) } });`,
    );
    const env = { PASSED: "$6" };
    const printed = (await load({ mode: "references", env })).stack.services["app"]?.environment;
    expect(printed).toEqual({ FROM_FILE: "$$5", PASSED: "$$6", WRITTEN: "$${X:-x}", OWN: "$$1" });
    const final = (await load({ env })).stack.services["app"]?.environment;
    expect(final).toEqual({ FROM_FILE: "$5", PASSED: "$6", WRITTEN: "${X:-x}", OWN: "$1" });
  });
});

describe("the config that is loaded", () => {
  test("is the nearest one upwards, or the one that is named", async () => {
    await mkdir(join(directory, "sub/deep"), { recursive: true });
    await write("gantry.config.ts", shop);
    await write("sub/other.ts", shop.replace('name: "shop"', 'name: "other"'));
    const found = await load({ directory: join(directory, "sub/deep") });
    expect([found.stack.name, found.directory]).toEqual(["shop", directory]);
    const named = await load({ file: "sub/other.ts" });
    expect([named.stack.name, named.directory]).toEqual(["other", join(directory, "sub")]);
    expect((await load({ projectName: "mine" })).stack.name).toBe("mine");
  });

  test("is missed by name when it is not there", async () => {
    await expect(load({ file: "nowhere.ts" })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("nowhere.ts"),
    });
    await expect(load()).rejects.toMatchObject({ code: "not-found" });
  });

  test("has a name for its environment that can be a file's", async () => {
    await write("gantry.config.ts", shop);
    await expect(load({ environmentName: "../x" })).rejects.toMatchObject({ code: "usage" });
  });

  test("is the same from the cache", async () => {
    await write("gantry.config.ts", shop);
    const env = { JWT_SECRET: "long enough", DB_PASSWORD: "x", XDG_CACHE_HOME: join(directory, "cache") };
    const fresh = await load({ env });
    expect(await readdir(join(directory, "cache/gantry/configs"))).toHaveLength(1);
    expect((await load({ env })).stack).toEqual(fresh.stack);
    expect(await readFile(join(directory, "gantry.config.ts"), "utf8")).toBe(shop);
  });
});

describe("an environment", () => {
  const config = (stack: string) => `
import { caddy, defineStack, env, service } from "gantry";
export default defineStack(({ domain, env: variables }) => {
  const web = service({ image: "web", port: 3000, env: { A: env("A"), B: env("B", { default: "none" }), URL: domain ?? "none", LEVEL: variables.B ?? "none" } });
  return { name: "shop", services: { web }, ${stack} };
});
`;
  const staging = `environments: { staging: { domain: "staging.example.com", variables: { A: "environment", B: "environment" } } }`;
  const variablesOf = async (options: Partial<LoadConfigOptions> = {}) =>
    (await load({ environmentName: "staging", ...options })).stack.services["web"]?.environment;

  test("says variables and a domain, to references and to the config itself", async () => {
    await write("gantry.config.ts", config(staging));
    expect(await variablesOf()).toEqual({
      A: "environment",
      B: "environment",
      URL: "staging.example.com",
      LEVEL: "environment",
    });
    await expect(variablesOf({ environmentName: "development" })).rejects.toThrow("A: variable of web");
  });

  test("says them over .env, and below .env.<environment>, --env-file and the process", async () => {
    await write("gantry.config.ts", config(staging));
    await write(".env", "A=shared\nB=shared\n");
    expect(await variablesOf()).toMatchObject({ A: "environment", B: "environment" });
    await write(".env.staging", "B=own\n");
    expect(await variablesOf()).toMatchObject({ A: "environment", B: "own", LEVEL: "own" });
    await write("given.env", "B=given\n");
    expect(await variablesOf({ envFiles: ["given.env"], env: { A: "process" } })).toMatchObject({
      A: "process",
      B: "given",
    });
  });

  test("has its domain for itself", async () => {
    await write("gantry.config.ts", config(staging));
    const { warnings, variables } = await load({
      environmentName: "staging",
      env: { DOMAIN: "elsewhere.example.com" },
    });
    expect(variables["DOMAIN"]).toBe("staging.example.com");
    expect(warnings).toHaveLength(1);
  });

  test("that is not the stack's is an error with the one that was meant", async () => {
    await write("gantry.config.ts", config(staging));
    await expect(load({ environmentName: "stagin" })).rejects.toThrow('Did you mean "staging"?');
  });

  test("without a host may have credentials generated, one with a host not", async () => {
    await write(
      "gantry.config.ts",
      `
import { defineStack, postgres } from "gantry";
export default defineStack({
  name: "shop",
  services: { db: postgres({ version: "17" }) },
  environments: { here: { domain: "a.example.com" }, there: { host: "tcp://10.0.0.1:2376" } },
});
`,
    );
    expect((await load({ environmentName: "here" })).sensitive.size).toBeGreaterThan(0);
    await expect(load({ environmentName: "there" })).rejects.toThrow("DB_PASSWORD: password of the service db");
  });
});
