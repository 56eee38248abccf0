import { describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import type { StackDefinition } from "../define-stack.ts";
import { external } from "../external.ts";
import { caddy } from "../presets/caddy.ts";
import { node } from "../presets/node.ts";
import { postgres } from "../presets/postgres.ts";
import { service } from "../presets/service.ts";
import { env, text } from "../reference.ts";
import { secret } from "../secret.ts";
import { interpolatedForTest, resolveForTest } from "../testing/resolve-for-test.ts";
import { assembleStack } from "./assemble-stack.ts";

function issuesOf(stack: StackDefinition, environment = "production"): string[] {
  try {
    assembleStack(stack, { environment });
  } catch (error) {
    if (error instanceof UserError)
      return error.issues.map(({ message, fix }) => [message, fix].filter(Boolean).join(" "));
    throw error;
  }
  return [];
}

describe("assembleStack", () => {
  test("reports every mistake at once, path first, with what to write instead", () => {
    const lost = postgres({ version: "17" });
    const app = node({
      image: "app",
      prot: 3000,
      health: { http: "/health", startPeriod: "90" },
      resources: { memory: "512", cpus: 0 },
      env: { DATABASE_URL: lost.url },
    } as never);
    const worker = node({ image: "worker", env: { DATABASE_URL: lost.url }, dependsOn: { ap: "started" } });
    const db = postgres({ version: 17 } as never);
    const bare = service({} as never);
    const issues = issuesOf({ name: "My Shop", services: { db, app, worker, bare }, proxi: 1 } as never);
    expect(issues).toEqual([
      'name: "My Shop" is not a name of lower-case letters, digits, - and _. Write it as in "shop".',
      'proxi: unknown option. Did you mean "proxy"?',
      'services.db.version: 17 is a number. Write it as text: "17".',
      'services.app.prot: unknown option. Did you mean "port"?',
      'services.app.health.startPeriod: "90" is not a duration. Write a number with a unit, such as "90s".',
      'services.app.resources.memory: "512" is not a size. Write a number with a unit, such as "512m" or "1g".',
      "services.app.resources.cpus: 0 is not a number above 0.",
      'services.app.health.http: no port to ask. Give the service its "port", or the check one of its own.',
      'services.bare: has neither "image" nor "build". Say what runs, such as service({ build: "." }).',
      'services.worker.env.DATABASE_URL: refers to a postgres() that is not in the stack. Add it to "services".',
      'services.worker.dependsOn.ap: no such service. Did you mean "app"?',
    ]);
  });

  test("refuses a secret where others can read it", () => {
    const key = secret({ name: "KEY" });
    const app = node({
      // @ts-expect-error: the image's name is open
      image: text`app:${key}`,
      // @ts-expect-error: so are arguments
      command: ["run", text`--key=${key}`],
      // @ts-expect-error: and labels
      labels: { key },
      // @ts-expect-error: and build arguments
      build: { args: { KEY: key } },
    });
    const issues = issuesOf({ name: "shop", services: { app } });
    expect(issues.map((issue) => issue.split(":")[0])).toEqual([
      "services.app.image",
      "services.app.command[1]",
      "services.app.labels.key",
      "services.app.build.args.KEY",
    ]);
    expect(issues.every((issue) => issue.includes("a secret may not stand here"))).toBe(true);
  });

  test("refuses what cannot work on a network without a way out", () => {
    const api = external({ url: "https://api.example.com" });
    const app = node({ image: "app", egress: false, ports: ["8080:80"], env: { API: api.url } });
    expect(issuesOf({ name: "shop", services: { app } })).toEqual([
      'services.app.env.API: refers to an address outside the stack, but the service has "egress: false". Set "egress: true".',
      'services.app.ports: the engine publishes no ports of a service without a way out. Leave "egress: false" away, or the ports.',
    ]);
  });

  test("refuses one service under two keys, keys of its own networks, and a second proxy", () => {
    const app = node({ image: "app", port: 80 });
    const issues = issuesOf({
      name: "shop",
      services: { app, again: app, egress: node({ image: "x" }), proxy: node({ image: "y" }) },
      proxy: caddy({ routes: { "a.example.com": app } }),
    });
    expect(issues).toEqual([
      "services.again: is the same service as services.app. Call the preset once for each service.",
      'services.egress: "egress" is the name of a network of Gantry\'s own. Choose another key.',
      'services.proxy: is the key of the stack\'s "proxy". Choose another key.',
    ]);
  });

  test("knows the environments that the stack has", () => {
    const stack = { name: "shop", services: {}, environments: { production: { host: "ssh://deploy@example.com" } } };
    expect(issuesOf(stack, "prodution")).toEqual([
      'environments: "prodution" is not an environment of this stack. Did you mean "production"?',
    ]);
    expect(issuesOf(stack, "development")).toEqual([]);
    expect(assembleStack(stack, { environment: "production" }).host).toBe("ssh://deploy@example.com");
    expect(assembleStack(stack, { environment: "development" }).host).toBeUndefined();
  });

  test("an external service stands where a preset stood, and its users get a way out", () => {
    const db = external({ url: secret() });
    const app = node({ image: "app", env: { DATABASE_URL: db.url } });
    const { services } = resolveForTest(
      { name: "shop", services: { db, app } },
      { values: { DB_URL: "postgres://far" } },
    );
    expect(Object.keys(services)).toEqual(["app"]);
    expect(services.app?.environment?.["DATABASE_URL"]).toBe("postgres://far");
  });

  test("puts references and text together, and leaves a dollar sign what it is", () => {
    const db = postgres({ version: "17", user: "clerk" });
    const app = node({
      image: "app",
      env: { DSN: text`host=${db.host} user=${db.user} cost=$5 ${env("TAIL", { default: "x" })}` },
    });
    const stack = { name: "shop", services: { db, app } };
    expect(resolveForTest(stack).services.app?.environment?.["DSN"]).toBe("host=db user=clerk cost=$5 x");
    expect(interpolatedForTest(stack).services.app?.environment?.["DSN"]).toBe(
      "host=db user=clerk cost=$$5 ${TAIL:-x}",
    );
  });

  test("a wish for the start order goes before what the references say", () => {
    const db = postgres({ version: "17" });
    const cache = service({ image: "cache", port: 1 });
    const app = node({
      image: "app",
      env: { DB: db.url, CACHE: cache.url },
      dependsOn: { db: "started", cache: false, seed: "completed" },
    });
    const { services } = resolveForTest({
      name: "shop",
      services: { db, cache, seed: service({ image: "seed" }), app },
    });
    expect(services.app?.depends_on).toEqual({
      db: { condition: "service_started", required: true },
      seed: { condition: "service_completed_successfully", required: true },
    });
    expect(Object.keys(services.app?.networks ?? {}).sort()).toEqual(["cache", "db", "egress"]);
  });

  test("a service in the host's network joins none of the stack's", () => {
    const app = node({ image: "app", compose: { network_mode: "host" } });
    expect(resolveForTest({ name: "shop", services: { app } }).services.app?.networks).toBeUndefined();
  });

  test("names a service's url that has no port", () => {
    const worker = node({ image: "worker" });
    const app = node({ image: "app", env: { WORKER: worker.url } });
    expect(issuesOf({ name: "shop", services: { worker, app } })).toEqual([
      'services.app.env.WORKER: refers to a node() that has no "port". Give it one.',
    ]);
  });
});

describe("names of secrets", () => {
  test("come from the environment variable that they are for", () => {
    const app = node({ image: "app", env: { JWT_SECRET: secret() } });
    expect(interpolatedForTest({ name: "shop", services: { app } }).services.app?.environment?.["JWT_SECRET"]).toBe(
      "${JWT_SECRET:?secret of app}",
    );
  });

  test("are asked for where they would be a guess", () => {
    const shared = secret();
    const app = node({ image: "app", env: { A: shared, URL: text`https://${secret()}@example.com` } });
    const worker = node({ image: "worker", env: { B: shared } });
    expect(issuesOf({ name: "shop", services: { app, worker } })).toEqual([
      'services.worker.env.B: the same secret is A elsewhere, so its name is not clear. Name it: secret({ name: "A" }).',
      'services.app: uses a secret within a text, so that it has no name. Name it: secret({ name: "API_KEY" }).',
    ]);
  });

  test("may be shared by services that use the same variable", () => {
    const app = node({ image: "app", env: { KEY: secret() } });
    const worker = node({ image: "worker", env: { KEY: secret({ minLength: 8 }) } });
    const { services } = resolveForTest({ name: "shop", services: { app, worker } }, { values: { KEY: "same" } });
    expect([services.app?.environment?.["KEY"], services.worker?.environment?.["KEY"]]).toEqual(["same", "same"]);
  });
});

describe("hooks", () => {
  const app = service({ image: "app" });

  test("are written with the model's names, one or several, in a service's container or here", () => {
    const { document } = assembleStack(
      {
        ...{ name: "shop", services: { app } },
        hooks: {
          preDeploy: { command: ["npm", "test"], timeout: "2m" },
          postDeploy: [{ service: app, command: ["node", "warm.js"] }, { command: ["./tell.sh"] }],
        },
      },
      { environment: "production" },
    );
    expect(document["x-gantry"]).toEqual({
      hooks: {
        pre_deploy: [{ command: ["npm", "test"], timeout: "2m" }],
        post_deploy: [{ service: "app", command: ["node", "warm.js"] }, { command: ["./tell.sh"] }],
      },
    });
  });

  test("are refused by path", () => {
    const lost = service({ image: "lost" });
    const hooks = {
      preDeply: { command: ["a"] },
      preBuild: { command: [] },
      onFailure: { service: lost, command: ["a"] },
    };
    const issues = issuesOf({ name: "shop", services: { app }, hooks } as never);
    expect(issues).toHaveLength(3);
    expect(issues.join("\n")).toContain('Did you mean "preDeploy"?');
    expect(issues.join("\n")).toContain("hooks.onFailure.service: is a service that the stack does not have.");
  });
});
