import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { arbitraryDocuments, ground } from "../../compose/fixtures/arbitrary-document.ts";
import { writeYaml } from "../../compose/fixtures/write-yaml.ts";
import { loadCompose } from "../../compose/load-compose.ts";
import { toComposeObject } from "../../compose/print-compose.ts";
import { loadConfig } from "../../config/load-config.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { printConfig } from "../print/print-config.ts";
import { convertCompose } from "./convert-compose.ts";
import { readComposeFiles } from "./read-compose-files.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-convert-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

type Variables = Record<string, string>;

/** Converts the files; the config's source. */
async function convert(texts: readonly string[], variables: Variables = {}): Promise<string> {
  const files = texts.map((_, index) => (index === 0 ? "compose.yaml" : `compose.${index}.yaml`));
  await Promise.all(texts.map((text, index) => writeFile(join(directory, files[index] ?? ""), text)));
  return printConfig(convertCompose(await readComposeFiles({ directory, files, environment: variables })));
}

const fromCompose = (count: number, environment: Variables) =>
  loadCompose({
    directory,
    files: Array.from({ length: count }, (_, index) => (index === 0 ? "compose.yaml" : `compose.${index}.yaml`)),
    environment,
  });

async function fromConfig(source: string, env: Variables): Promise<LoadedStack> {
  const file = join(directory, "gantry.config.ts");
  await writeFile(file, source);
  return loadConfig({ directory, file, env: { XDG_CACHE_HOME: directory, ...env }, mode: "values" });
}

function modelOf({ stack }: LoadedStack): Record<string, unknown> {
  const { "x-gantry": _extras, ...model } = toComposeObject(stack);
  return model;
}

/** What loading ends in: the model, or that there is none. */
const outcome = (loading: Promise<LoadedStack>) => loading.then(modelOf, () => "refused");

async function expectSame(texts: readonly string[], ...environments: Variables[]): Promise<string> {
  const source = await convert(texts);
  for (const variables of environments.length > 0 ? environments : [{}]) {
    expect(await outcome(fromConfig(source, variables))).toEqual(await outcome(fromCompose(texts.length, variables)));
  }
  return source;
}

describe("a converted Compose file", () => {
  test("reads as a person would have written it", async () => {
    const source = await convert([
      `
name: shop
services:
  web:
    build: .
    ports: ["\${PORT:-8080}:3000"]
    environment:
      DATABASE_URL: "postgres://shop:\${DB_PASSWORD:?set it}@db/shop"
      LOG_LEVEL: \${LOG_LEVEL:-info}
      PRICE: $$5
    depends_on: { db: { condition: service_healthy } }
  db:
    image: postgres:17
    environment: { POSTGRES_PASSWORD: "\${DB_PASSWORD:?set it}" }
    volumes: ["data:/var/lib/postgresql/data"]
volumes:
  data:
`,
    ]);
    expect(source).toMatchInlineSnapshot(`
      "import { composeService, defineStack, env, secret, text } from "gantry";

      // Converted from compose.yaml, which this file takes the place of: its model is the same.
      // composeService() is a service in Compose's own words; nothing is added. A preset says more with less: it brings a health
      // check, a network of its own, limits and least privilege. Change one service at a time, and look at \`gantry plan\`.
      export default defineStack({
        name: "shop",
        services: {
          web: composeService({
            build: ".",
            ports: [text\`\${env("PORT", { default: "8080" })}:3000\`],
            environment: {
              DATABASE_URL: text\`postgres://shop:\${secret({ name: "DB_PASSWORD" })}@db/shop\`,
              LOG_LEVEL: env("LOG_LEVEL", { default: "info" }),
              PRICE: "$5",
            },
            depends_on: { db: { condition: "service_healthy" } },
          }),
          // postgres({ version: "…" }) makes the password, the health check and the URL.
          db: composeService({
            image: "postgres:17",
            environment: { POSTGRES_PASSWORD: secret({ name: "DB_PASSWORD" }) },
            volumes: ["data:/var/lib/postgresql/data"],
          }),
        },
        compose: { volumes: { data: null } },
      });
      "
    `);
  });

  test.each([
    ["a default for what is unset or empty", "${X:-d}"],
    ["a default for what is unset", "${X-d}"],
    ["nothing for what is unset", "a${X}b$X"],
    ["what has to be set", "${X:?why}"],
    ["what has to be set, perhaps to nothing", "${X?why}"],
    ["a replacement", "${X:+r}|${X+r}"],
    ["a default of its own within a default", "${X:-${Y:-z}}"],
    ["a replacement with a variable in it", "${X:+--pass ${Y}}"],
    ["two defaults of one variable", "${X:-one}${X:-two}${X}"],
    ["a default with braces", '${X:-{"a": 1}}'],
    ["a secret with a default", "${X_PASSWORD:-d}${X_TOKEN}${X_TOKEN:-e}"],
    ["dollars that stand for themselves", "$$X $${X} `\\${Y:-`}"],
    ["the project's name", "${COMPOSE_PROJECT_NAME}-${COMPOSE_PROJECT_NAME:-x}${COMPOSE_PROJECT_NAME:+set}"],
  ])("has %s as the file had", async (_title, template) => {
    const file = `name: t\nservices:\n  a:\n    image: i\n    command: [${JSON.stringify(template)}]`;
    await expectSame(
      [file],
      {},
      { X: "", Y: "", X_PASSWORD: "", X_TOKEN: "" },
      { X: "x$y`${z}", X_PASSWORD: "p", X_TOKEN: "t" },
      { X: "1", Y: "2" },
    );
  });

  test("keeps scalars as they are written", async () => {
    await expectSame([
      `
name: t
services:
  a:
    image: redis:7.10
    cpus: 0.50
    environment: { FLOAT: 1.10, DATE: 2001-12-14, BIG: 12345678901234567890, FLAG: true, NONE: , HEX: 0x10, LINES: "a\\nb\\r\\nc" }
    labels: { __proto__: odd, a.b: "1" }
    init: yes
`,
    ]);
  });

  test("keeps anchors' content, profiles, env files and sources of every kind", async () => {
    await writeFile(join(directory, "web.env"), "FROM_FILE=${OTHER:-file}\n");
    await expectSame(
      [
        `
name: t
x-common: &common { restart: always, logging: { driver: syslog } }
services:
  a: { <<: *common, image: one, env_file: web.env, environment: [OTHER, SET=1], secrets: [token], configs: [file] }
  b: { <<: *common, image: two, profiles: [debug] }
secrets: { token: { environment: TOKEN } }
configs: { file: { content: "x $\${y} \${OTHER}" } }
`,
      ],
      {},
      { OTHER: "other", TOKEN: "t" },
    );
  });

  test.each([
    ["what stands in another file", "services: { a: { extends: { service: b, file: c.yaml } } }", "services.a.extends"],
    ["include", "include: [other.yaml]\nservices: { a: { image: i } }", "include"],
    [
      "a tag that takes away a part of short syntax",
      "services: { a: { build: . } }\n---\nservices: { a: { build: { args: !reset null } } }",
      "services.a.build.args",
    ],
    ["a name in capitals", "services: { Web: { image: i } }", "services.Web"],
  ])("refuses %s, and says where it stands", async (_title, text, path) => {
    await expect(convert([text])).rejects.toMatchObject({
      code: "config",
      issues: [
        { message: expect.stringContaining(`${path}: `), position: { file: "compose.yaml", line: expect.any(Number) } },
      ],
    });
  });

  test("lays a service over what it extends, and leaves out what an override takes away", async () => {
    const source = await expectSame([
      "name: t\nservices:\n  base: { image: i, labels: { x: 1 } }\n  web: { extends: base, ports: ['80:80'], tty: true }\n",
      "services:\n  web: { ports: !override ['81:80'], labels: { x: !reset null }, tty: !reset null }\n",
    ]);
    expect(source.slice(source.indexOf("  services:"))).toMatchInlineSnapshot(`
      "  services: {
          web: composeService(
            // compose.yaml, what it extends
            { image: "i", labels: {} },
            // compose.yaml
            {},
            // compose.1.yaml
            { ports: ["81:80"], labels: {} },
          ),
          base: composeService({ image: "i", labels: { x: 1 } }),
        },
      });
      "
    `);
  });

  test.each([1, 2, 3])("has the same model, whatever %i files say", { timeout: 120_000 }, async (count) => {
    await fc.assert(
      fc.asyncProperty(arbitraryDocuments(count), async (documents) => {
        const [first, ...rest] = documents;
        const texts = [ground, { ...first, name: "ground" }, ...rest].map(writeYaml);
        expect(await outcome(fromConfig(await convert(texts), { ONE: "1" }))).toEqual(
          await outcome(fromCompose(texts.length, { ONE: "1" })),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("environments", () => {
  const shop = `
name: shop
services:
  web:
    image: "web:\${TAG:-1}"
    environment: { LEVEL: "\${LOG_LEVEL:-info}", URL: "https://\${DOMAIN:-localhost}", LOUD: "\${LOG_LEVEL:+yes}" }
    deploy: { replicas: 1, resources: { limits: { memory: 128m } } }
  jobs: { image: jobs, cap_add: [A] }
x-gantry:
  routes: [{ host: "\${DOMAIN:-localhost}", service: web, port: 3000 }]
  environments:
    development: { variables: [TAG=dev] }
    staging:
      host: ssh://deploy@staging.example.com
      domain: staging.example.com
      variables: { LOG_LEVEL: debug, SIZE: 256m, COUNT: 2 }
      services:
        web:
          environment: [FEATURE=on]
          deploy: { replicas: "\${COUNT}", resources: { limits: { memory: "\${SIZE}" } } }
        jobs: { cap_add: [B], environment: { LEVEL: "\${LOG_LEVEL}" }, mem_limit: 64m }
    production: { host: "\${SHOP_HOST:-ssh://deploy@shop.example.com}", domain: shop.example.com }
`;
  const second = `
x-gantry:
  environments:
    staging: { variables: { LOG_LEVEL: trace }, services: { jobs: { cap_add: [C], mem_limit: 128m } } }
`;

  async function bothIn(environmentName: string | undefined, texts: readonly string[], variables: Variables = {}) {
    const source = await convert(texts);
    const file = join(directory, "gantry.config.ts");
    await writeFile(file, source);
    const files = texts.map((_, index) => (index === 0 ? "compose.yaml" : `compose.${index}.yaml`));
    const env = { XDG_CACHE_HOME: directory, ...variables };
    const typed = await loadConfig({ directory, file, env, mode: "values", environmentName });
    const compose = await loadCompose({ directory, files, environment: variables, environmentName });
    return { typed, compose };
  }

  test.for(["staging", "production", "development", undefined])("are the same in %s", async (name) => {
    for (const texts of [[shop], [shop, second]]) {
      for (const variables of [{}, { LOG_LEVEL: "error", SHOP_HOST: "ssh://elsewhere" }]) {
        const { typed, compose } = await bothIn(name, texts, variables);
        expect(typed.stack).toEqual(compose.stack);
        expect(typed.environment).toBe(compose.environment);
      }
    }
  });

  test("are the same, whatever they say about services", { timeout: 120_000 }, async () => {
    let converted = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryDocuments(2), async ([one, two]) => {
        const environments = { staging: { services: two?.["services"] } };
        const texts = [
          { ...ground, "x-gantry": { environments } },
          { ...one, name: "ground" },
        ].map(writeYaml);
        const both = await bothIn("staging", texts, { ONE: "1" }).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
        });
        if (!both) return;
        converted += 1;
        expect(modelOf(both.typed)).toEqual(modelOf(both.compose));
      }),
      { numRuns: 60 },
    );
    expect(converted).toBeGreaterThan(20);
  });

  test("stand in the stack's own words, services in Compose's", async () => {
    const source = await convert([shop, second]);
    expect(source).toContain('host: "ssh://deploy@staging.example.com"');
    expect(source).toContain('LOG_LEVEL: "trace"');
    expect(source).toMatch(/services: \{\s+web: \{\s+compose: \{/);
    expect(source).not.toMatch(/x-gantry[\s\S]*environments/);
  });

  test("with what has to be known before there are references are refused", async () => {
    const texts = [
      `
services: { web: { image: web } }
x-gantry:
  environments:
    staging:
      host: "ssh://\${WHO}@example.com"
      domian: x
      services: { web: { extends: { service: other } } }
`,
    ];
    await expect(convert(texts)).rejects.toThrow(/environments.staging.domian: is no key of an environment/);
    await expect(convert(texts)).rejects.toThrow(/environments.staging.host: a variable in it has no counterpart/);
    await expect(convert(texts)).rejects.toThrow(/web.extends: a service of an environment extends nothing/);
    await expect(
      convert([
        "services: { web: { image: web, ports: ['80:80'] } }\n",
        "x-gantry: { environments: { staging: { services: { web: { ports: !override ['81:80'] } } } } }\n",
      ]),
    ).rejects.toThrow(/staging.services.web.ports: the tag !override has no counterpart in an environment/);
    const sized = (size: string) => `
services: { web: { image: web } }
x-gantry: { environments: { staging: { services: { web: { mem_limit: "${size}" } } } } }
`;
    await expect(convert([sized("${SIZE}"), sized("64m")])).rejects.toThrow(
      /environments.staging.services.web: several files say it, and with variables in it they cannot be merged/,
    );
  });
});
