import { describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import type { Stack } from "../../model/stack.ts";
import type { StackDefinition } from "../define-stack.ts";
import { external } from "../external.ts";
import { caddy } from "../presets/caddy.ts";
import { composeService } from "../presets/compose-service.ts";
import { nextjs } from "../presets/nextjs.ts";
import { nginx } from "../presets/nginx.ts";
import { node } from "../presets/node.ts";
import { postgres } from "../presets/postgres.ts";
import { service } from "../presets/service.ts";
import { worker } from "../presets/worker.ts";
import { env, text } from "../reference.ts";
import { resolveStack } from "../resolve-stack.ts";
import { secret } from "../secret.ts";
import { assembleStack } from "./assemble-stack.ts";
import { findNeeds } from "./find-needs.ts";
import { resolveToInterpolation, resolveToValues } from "./resolve-references.ts";

const surroundings = { directory: "/shop", name: "shop", variables: {}, profiles: [] };

/** The stack in an environment; each variable's value is its name in lower case. */
function stackIn(environment: string, definition: StackDefinition): Stack {
  const assembled = assembleStack(definition, { environment });
  const values = new Map(findNeeds(assembled).map(({ name }) => [name, name.toLowerCase()]));
  return resolveStack(resolveToValues(assembled, values), surroundings).stack;
}

function issuesIn(environment: string, definition: StackDefinition): string[] {
  try {
    assembleStack(definition, { environment });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.issues.map(({ message, fix }) => [message, fix].filter(Boolean).join(" "));
  }
  return [];
}

describe("what an environment says about a service", () => {
  const shop = (): StackDefinition => {
    const db = postgres({ version: "17" });
    const search = service({ image: "search", port: 7700, egress: false });
    const app = node({
      image: "app",
      port: 3000,
      replicas: 1,
      resources: { memory: "128m", cpus: 0.5 },
      env: { DATABASE_URL: db.url, FEATURE: "off", DEBUG: "1" },
      migrate: { command: ["migrate"], env: { DATABASE_URL: "direct" } },
      compose: { deploy: { replicas: 2 }, environment: { LEVEL: "info" } },
    });
    const jobs = worker({ of: app, command: ["work"] });
    return {
      name: "shop",
      services: { db, search, app, jobs },
      proxy: nginx({ routes: { "shop.example.com": app } }),
      environments: {
        production: {
          services: {
            app: {
              replicas: 3,
              resources: { memory: "512m" },
              env: { FEATURE: "on", LEVEL: "warn", DEBUG: undefined, SEARCH_URL: search.url, API_KEY: secret() },
              compose: { ulimits: { nofile: 4096 }, environment: { LEVEL: "error" } },
            },
            proxy: { resources: { cpus: 0.1 } },
          },
        },
      },
    };
  };

  test("goes over its options and its compose keys, the environment's compose keys last", () => {
    const { app } = stackIn("production", shop()).services;
    expect(app).toMatchObject({
      deploy: { replicas: 3, resources: { limits: { memory: 512 * 1024 ** 2, cpus: 0.5 } } },
      environment: { FEATURE: "on", LEVEL: "error", SEARCH_URL: "http://search:7700", API_KEY: "api_key" },
      ulimits: { nofile: 4096 },
    });
    expect(app?.environment).not.toHaveProperty("DEBUG");
  });

  test("is left out in the others", () => {
    const { app } = stackIn("development", shop()).services;
    expect(app).toMatchObject({
      deploy: { replicas: 2, resources: { limits: { memory: 128 * 1024 ** 2, cpus: 0.5 } } },
      environment: { FEATURE: "off", LEVEL: "info", DEBUG: "1" },
    });
    expect(app).not.toHaveProperty("ulimits");
  });

  test("wires it, as its own references do", () => {
    const { app } = stackIn("production", shop()).services;
    expect(Object.keys(app?.networks ?? {})).toContain("search");
    expect(app?.depends_on).toHaveProperty("search");
  });

  test("holds for its migration, whose own variables go before, and its variables for its workers", () => {
    const { "app-migrate": migration, jobs } = stackIn("production", shop()).services;
    expect(migration).toMatchObject({
      environment: { DATABASE_URL: "direct", FEATURE: "on", API_KEY: "api_key" },
      deploy: { resources: { limits: { memory: 512 * 1024 ** 2 } } },
    });
    // Its application's compose keys are the migration's, the environment's number of containers is not.
    expect(migration?.deploy?.replicas).toBe(2);
    expect(jobs?.environment).toMatchObject({ FEATURE: "on", SEARCH_URL: "http://search:7700" });
    expect(jobs?.environment).not.toHaveProperty("DEBUG");
  });

  test("may be about a migration alone", () => {
    const stack = shop();
    const search = service({ image: "search", port: 7700, egress: false });
    Object.assign(stack.services, { search });
    stack.environments = { production: { services: { "app-migrate": { env: { SEARCH_URL: search.url } } } } };
    const { app, "app-migrate": migration } = stackIn("production", stack).services;
    expect(migration?.environment).toMatchObject({ SEARCH_URL: "http://search:7700", DATABASE_URL: "direct" });
    expect(Object.keys(migration?.networks ?? {})).toContain("search");
    expect(app?.environment).not.toHaveProperty("SEARCH_URL");
  });

  test("may be about the proxy", () => {
    expect(stackIn("production", shop()).services["proxy"]?.deploy?.resources?.limits?.cpus).toBe(0.1);
  });

  test("wires a service in Compose's words too", () => {
    const search = service({ image: "search", port: 7700 });
    const app = composeService({ image: "app", environment: ["A=1"] });
    const { services } = stackIn("staging", {
      name: "shop",
      services: { search, app },
      environments: { staging: { services: { app: { env: { SEARCH_URL: search.url, KEY: secret() } } } } },
    });
    expect(services["app"]?.environment).toEqual({ A: "1", SEARCH_URL: "http://search:7700", KEY: "key" });
    expect(Object.keys(services["app"]?.networks ?? {})).toContain("search");
  });
});

describe("the domain of an environment", () => {
  const shop = (): StackDefinition => {
    const web = service({ image: "web", port: 3000, env: { URL: text`https://${env("DOMAIN")}/` } });
    return {
      name: "shop",
      services: { web },
      proxy: caddy({
        routes: { "@": web, "api.@": web, "docs.example.org": web },
        redirects: { "www.@": "https://@", "@/old": "https://api.@/new", "old.example.org": "https://@.example.org/" },
      }),
      environments: { production: { domain: "shop.example.com" }, qa: {} },
    };
  };

  test('stands for "@" in routes and redirects', () => {
    const { "x-gantry": extras, configs } = stackIn("production", shop());
    expect(extras?.routes?.map(({ host }) => host)).toEqual([
      "shop.example.com",
      "api.shop.example.com",
      "docs.example.org",
    ]);
    const caddyfile = configs?.["proxy-caddyfile"]?.content ?? "";
    expect(caddyfile).toContain(
      "www.shop.example.com {\n\tencode zstd gzip\n\tredir https://shop.example.com{uri} permanent",
    );
    expect(caddyfile).toContain("redir /old https://api.shop.example.com/new permanent");
    expect(caddyfile).not.toMatch(/(^|[\s.])@(\s|$)/m);
    expect(extras?.environments).toEqual({ production: { domain: "shop.example.com" }, qa: {} });
  });

  test("is localhost in development without one", () => {
    const { "x-gantry": extras } = stackIn("development", shop());
    expect(extras?.routes?.map(({ host }) => host)).toEqual([":8080", "api.localhost", "docs.example.org.localhost"]);
  });

  test("is asked for where it is needed, and missing", () => {
    const fix = 'Give it one: environments: { qa: { domain: "shop.example.com" } }.';
    const problem = `"@" is the domain of the environment, and "qa" has none. ${fix}`;
    expect(issuesIn("qa", shop())).toEqual([
      `proxy.routes."@": ${problem}`,
      `proxy.routes."api.@": ${problem}`,
      `proxy.redirects."www.@": ${problem}`,
      `proxy.redirects."@/old": ${problem}`,
    ]);
  });

  test("may not be the host of a second route", () => {
    const web = service({ image: "web", port: 3000 });
    const proxy = nginx({ routes: { "shop.example.com": web, "@": web } });
    const environments = { production: { domain: "shop.example.com" } };
    expect(issuesIn("production", { name: "shop", services: { web }, proxy, environments })).toEqual([
      'proxy.routes."@": is shop.example.com, which has a route of its own.',
    ]);
  });

  test("is written out where the stack is printed; other variables as defaults, as far as Compose reads them as such", () => {
    const web = service({
      image: "web",
      env: {
        URL: text`https://${env("DOMAIN")}/`,
        A: env("A", { default: "info" }),
        B: env("B"),
        C: env("C"),
        D: env("D"),
      },
    });
    const variables = { A: "debug", B: "{x}$", C: "" };
    const assembled = assembleStack(
      { name: "shop", services: { web }, environments: { production: { domain: "shop.example.com", variables } } },
      { environment: "production" },
    );
    const { document } = resolveToInterpolation(assembled, {
      A: "debug",
      B: "{x}$",
      C: "",
      DOMAIN: "shop.example.com",
    });
    expect(document).toMatchObject({
      services: {
        web: {
          environment: {
            URL: "https://shop.example.com/",
            A: "${A:-debug}",
            B: "{x}$$",
            C: "",
            D: "${D:?variable of web}",
          },
        },
      },
    });
  });
});

test("what is wrong with environments is told with everything else", () => {
  const web = nextjs({ image: "web", env: { KEY: secret() } });
  const db = external({ url: secret() });
  const environments = {
    "pro duction": {},
    staging: {
      hots: "ssh://x",
      domain: "https://x",
      variables: { TOKEN: secret(), URL: web.url, LIST: [], DOMAIN: "x", "A B": "x" },
      services: { web: { replicas: -1, memory: "1g", resources: { memory: "1" }, env: { "": "x" } }, db: 1 },
    },
  };
  const stack = {
    name: "shop",
    services: { web, db },
    environments,
    compose: { "x-gantry": { environments: { staging: { host: "x" } } } },
  };
  expect(issuesIn("staging", stack as never)).toEqual([
    'environments."pro duction": "pro duction" is not a name for an environment.',
    'environments.staging.hots: unknown option. Did you mean "host"?',
    'environments.staging.domain: "https://x" is not a host name. Write it without scheme, port and path, as in "shop.example.com".',
    'environments.staging.variables.TOKEN: a secret may not stand here: everyone reads the config. Use secret() in the service\'s "env", and set its value in the environment or an env file.',
    "environments.staging.variables.URL: a reference may not stand here. Write its value, or set the variable in an env file.",
    "environments.staging.variables.LIST: a list is not a text, a number, true or false.",
    'environments.staging.variables."A B": "A B" is not a name for a variable.',
    'environments.staging.variables.DOMAIN: is what the environment\'s domain sets. Write "domain" beside "variables".',
    "environments.staging.services.web.replicas: -1 is not a whole number from 0 up.",
    "environments.staging.services.web.memory: unknown option. Known here: replicas, resources, env, compose.",
    'environments.staging.services.web.resources.memory: "1" is not a size. Write a number with a unit, such as "512m" or "1g".',
    'environments.staging.services.web.env."": "" is not a name for a variable.',
    "environments.staging.services.db: 1 is not an object of options.",
    'compose.x-gantry.environments: has no effect in a typed stack. Write it in "environments" of the stack.',
  ]);
});

test("an environment's services are the stack's own, and its variables and build arguments hold no secret", () => {
  const web = nextjs({ build: ".", env: { KEY: secret() } });
  const db = external({ url: secret() });
  const key = secret({ name: "BUILD_KEY" });
  const environments = {
    staging: {
      variables: { KEY: "hunter2", DB_URL: "postgres://x" },
      services: {
        wbe: {},
        db: {},
        web: { env: { NEXT_PUBLIC_KEY: key }, compose: { build: { args: { KEY: key } } } },
      },
    },
    production: { services: { elsewhere: {} } },
  };
  expect(issuesIn("staging", { name: "shop", services: { web, db }, environments })).toEqual([
    'environments.staging.services.wbe: no such service. Did you mean "web"?',
    "environments.staging.services.db: is an external(), and no container of the stack.",
    'environments.staging.services.web.compose.build.args.KEY: a secret may not stand here: what a build is given stays in the image\'s history. Use "build.secrets".',
    'environments.staging.services.web.env.NEXT_PUBLIC_KEY: a secret may not stand here: "NEXT_PUBLIC_" would put it in every visitor\'s browser. Give it another name, and read it on the server.',
    "environments.staging.variables.KEY: is a secret of the stack, and everyone reads the config. Set it in the process's environment, or in .env.staging.",
    "environments.staging.variables.DB_URL: is a secret of the stack, and everyone reads the config. Set it in the process's environment, or in .env.staging.",
  ]);
});

test("types refuse options that a service has not, and secrets among variables", () => {
  const app = node({ image: "app" });
  const environments: NonNullable<StackDefinition["environments"]> = {
    // @ts-expect-error: its memory is in resources
    a: { services: { app: { memory: "1g" } } },
    // @ts-expect-error: a size has a unit
    b: { services: { app: { resources: { memory: "512" } } } },
    // @ts-expect-error: everyone reads the config
    c: { variables: { TOKEN: secret() } },
  };
  expect(issuesIn("a", { name: "shop", services: { app }, environments })).toHaveLength(3);
});
