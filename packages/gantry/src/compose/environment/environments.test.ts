import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { loadCompose } from "../load-compose.ts";
import { printCompose } from "../print-compose.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gantry-environments-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

const load = (environmentName?: string, options: Partial<Parameters<typeof loadCompose>[0]> = {}) =>
  loadCompose({ directory, environment: {}, environmentName, ...options });

async function issuesOf(environmentName?: string): Promise<string[]> {
  const error = await load(environmentName).catch((reason: unknown) => reason);
  if (!(error instanceof UserError)) throw new Error("it was loaded");
  return error.issues.map(({ message, fix, position }) =>
    [position ? `${position.line}:${position.column}` : "", message, fix].filter(Boolean).join(" "),
  );
}

const shop = `
name: shop
services:
  web:
    image: web
    environment: { LEVEL: "\${LOG_LEVEL:-info}", URL: "https://\${DOMAIN:-localhost}", KEPT: "yes" }
    deploy: { replicas: 1, resources: { limits: { memory: 128m, cpus: 0.25 } } }
    cap_drop: [ALL]
  db: { image: db }
x-gantry:
  routes:
    - { host: "\${DOMAIN:-localhost}", service: web, port: 3000 }
  environments:
    staging:
      host: ssh://deploy@staging.example.com
      domain: staging.example.com
      variables: { LOG_LEVEL: debug, SIZE: 256m }
      services:
        web:
          environment: [FEATURE=on, "LEVEL=\${LOG_LEVEL}!"]
          deploy: { resources: { limits: { memory: "\${SIZE}" } } }
          cap_drop: [NET_RAW]
    production:
      host: ssh://deploy@shop.example.com
      domain: shop.example.com
      services:
        web: { deploy: { replicas: 3 }, environment: { TOKEN: "\${ONLY_IN_PRODUCTION:?set it}" } }
        db: { x-gantry: { stateful: true } }
`;

describe("the chosen environment", () => {
  test("lays its services over those of the file, by the rules of merging", async () => {
    write("compose.yaml", shop);
    const { stack, environment, variables } = await load("staging");
    expect(environment).toBe("staging");
    expect(stack.services["web"]).toMatchObject({
      environment: { LEVEL: "debug!", URL: "https://staging.example.com", KEPT: "yes", FEATURE: "on" },
      deploy: { replicas: 1, resources: { limits: { memory: 256 * 1024 ** 2, cpus: 0.25 } } },
      cap_drop: ["ALL", "NET_RAW"],
    });
    expect(stack["x-gantry"]?.routes?.[0]?.host).toBe("staging.example.com");
    expect(variables).toMatchObject({ LOG_LEVEL: "debug", DOMAIN: "staging.example.com" });
  });

  test("is all that is looked at: the others' variables need no value", async () => {
    write("compose.yaml", shop);
    const { stack, warnings } = await load();
    expect(stack.services["web"]?.environment).toEqual({ LEVEL: "info", URL: "https://localhost", KEPT: "yes" });
    expect(stack.services["db"]).not.toHaveProperty("x-gantry");
    expect(warnings).toEqual([]);
    expect(await issuesOf("production")).toEqual([
      expect.stringMatching(/^27:.* the required variable ONLY_IN_PRODUCTION has no value: set it/),
    ]);
  });

  test("leaves hosts and domains in the model, and nothing of what is done", async () => {
    write("compose.yaml", shop);
    const { stack } = await load("staging");
    expect(stack["x-gantry"]?.environments).toEqual({
      staging: { host: "ssh://deploy@staging.example.com", domain: "staging.example.com" },
      production: { host: "ssh://deploy@shop.example.com", domain: "shop.example.com" },
    });
    write("printed.yaml", printCompose(stack));
    const again = await load("staging", { files: ["printed.yaml"] });
    expect(again.stack).toEqual(stack);
  });

  test("knows where its values stand", async () => {
    write("compose.yaml", shop);
    const { positions } = await load("production", { environment: { ONLY_IN_PRODUCTION: "1" } });
    expect(positions.at(["services", "web", "deploy", "replicas"])).toMatchObject({ line: 27 });
    expect(positions.at(["services", "web", "image"])).toMatchObject({ line: 5 });
  });

  test("of several files takes what each says, the later over the earlier, after all of their services", async () => {
    write("one.yaml", shop);
    write(
      "two.yaml",
      `
services: { web: { environment: { LEVEL: loud } } }
x-gantry:
  environments:
    staging: { domain: two.example.com, variables: { SIZE: 512m }, services: { web: { deploy: { replicas: 2 } } } }
`,
    );
    const { stack } = await load("staging", { files: ["one.yaml", "two.yaml"] });
    expect(stack.services["web"]).toMatchObject({
      environment: { LEVEL: "debug!", URL: "https://two.example.com" },
      deploy: { replicas: 2, resources: { limits: { memory: 512 * 1024 ** 2 } } },
    });
  });

  test("is development without -e, where that is declared", async () => {
    write(
      "compose.yaml",
      'services: { a: { image: "a:${TAG:-1}" } }\nx-gantry: { environments: { development: { variables: { TAG: 2 } } } }\n',
    );
    const { stack, environment } = await load();
    expect([environment, stack.services["a"]?.image]).toEqual(["development", "a:2"]);
  });

  test("is default without -e, where it is not", async () => {
    write("compose.yaml", shop);
    expect((await load()).environment).toBe("default");
  });
});

describe("the variables of an environment", () => {
  const values = `
services: { a: { image: a, environment: { A: "$A", B: "$B", C: "$C", D: "\${D:-}" } } }
x-gantry: { environments: { staging: { variables: { A: "environment", B: "environment of \${NAME}", D: "" } } } }
`;
  const environmentOf = async (options: Parameters<typeof load>[1] = {}) =>
    (await load("staging", options)).stack.services["a"]?.environment;

  test("go before those of .env and below those of the process", async () => {
    write("compose.yaml", values);
    write(".env", "A=file\nB=file\nC=file\nNAME=file\nD=file\n");
    expect(await environmentOf()).toEqual({ A: "environment", B: "environment of file", C: "file", D: "" });
    expect(await environmentOf({ environment: { A: "process" } })).toMatchObject({ A: "process", C: "file" });
  });

  test("go below those of an env file that is named", async () => {
    write("compose.yaml", values);
    write("given.env", "A=given\nC=given\nNAME=given\n");
    const expected = { A: "given", B: "environment of given", C: "given", D: "" };
    expect(await environmentOf({ envFiles: ["given.env"] })).toEqual(expected);
    expect(await environmentOf({ environment: { COMPOSE_ENV_FILES: "given.env" } })).toEqual(expected);
  });

  test("name profiles and the project too", async () => {
    write(
      "compose.yaml",
      `
services: { a: { image: a }, tools: { image: tools, profiles: [tools] } }
x-gantry: { environments: { staging: { variables: { COMPOSE_PROFILES: tools, COMPOSE_PROJECT_NAME: shop-staging } } } }
`,
    );
    const { stack } = await load("staging");
    expect([stack.name, Object.keys(stack.services)]).toEqual(["shop-staging", ["a", "tools"]]);
  });

  test("do not have the domain, which is the environment's whatever else says so", async () => {
    write("compose.yaml", shop);
    const { stack, warnings } = await load("staging", { environment: { DOMAIN: "elsewhere.example.com" } });
    expect(stack["x-gantry"]?.routes?.[0]?.host).toBe("staging.example.com");
    expect(warnings).toEqual([
      'The variable DOMAIN is "elsewhere.example.com", and the environment\'s domain "staging.example.com", which counts.',
    ]);
    expect((await load("staging", { environment: { DOMAIN: "staging.example.com" } })).warnings).toEqual([]);
  });
});

test("an environment that is not declared is an error with the one that was meant", async () => {
  write("compose.yaml", shop);
  expect(await issuesOf("prodution")).toEqual([
    'environments: "prodution" is not an environment of this stack. Did you mean "production"?',
  ]);
  expect(await issuesOf("qa")).toEqual([
    'environments: "qa" is not an environment of this stack. Known: development, staging, production.',
  ]);
  expect((await load("development")).environment).toBe("development");
});

test("a stack without environments takes any name", async () => {
  write("compose.yaml", "services: { a: { image: a } }\n");
  expect((await load("production")).environment).toBe("production");
});

test("what is wrong is told at its place, of every environment", async () => {
  write(
    "compose.yaml",
    `services:
  web: { image: web }
x-gantry:
  environments:
    staging:
      domian: staging.example.com
      domain: https://staging.example.com
      variables:
        DOMAIN: x
        "A B": x
        LIST: [x]
      services:
        wbe: { image: web }
        web: { imgae: web }
    production:
      services:
        api: { image: api }
    qa:
      services: [web]
`,
  );
  expect(await issuesOf("staging")).toEqual([
    '7:15 x-gantry.environments.staging.domain: "https://staging.example.com" is not a host name. Write it without scheme, port and path, as in "shop.example.com".',
    "11:15 x-gantry.environments.staging.variables.LIST: a list is not text.",
    '9:9 x-gantry.environments.staging.variables.DOMAIN: it is what the environment\'s domain sets. Write "domain" beside it.',
    '10:9 x-gantry.environments.staging.variables."A B": it is not a name for a variable. Use letters, digits and underscores.',
    '6:7 x-gantry.environments.staging.domian: unknown key. Did you mean "domain"?',
    '13:9 x-gantry.environments.staging.services.wbe: there is no such service. Did you mean "web"?',
    '14:16 services.web.imgae: unknown key. Did you mean "image"?',
    "17:9 x-gantry.environments.production.services.api: there is no such service. Services are: web.",
    "19:17 x-gantry.environments.qa.services: a list is not a mapping of services.",
  ]);
});

test("environments of an included file are refused by name, also of one that is included there", async () => {
  write("compose.yaml", "name: shop\ninclude: [parts/web.yaml]\nservices: { db: { image: db } }\n");
  mkdirSync(join(directory, "parts"));
  write("parts/web.yaml", "include: [host.yaml]\nservices: { web: { image: web } }\n");
  write("parts/host.yaml", "x-gantry:\n  environments:\n    production: { host: ssh://deploy@example.com }\n");
  expect(await issuesOf("production")).toEqual([
    "3:5 x-gantry.environments: environments of an included file are not read. Move them to compose.yaml, which includes this file.",
  ]);
});
