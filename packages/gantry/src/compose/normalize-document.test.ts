import { describe, expect, test } from "vitest";
import { normalizeDocument } from "./normalize-document.ts";

const normalize = (document: Record<string, unknown>, options = {}) =>
  normalizeDocument(document, { directory: "/srv/My Shop", ...options });

describe("a document", () => {
  test("becomes a stack with long syntax, defaults and names filled in", () => {
    const { stack } = normalize({
      services: {
        web: { image: "nginx", ports: ["8080:80"], volumes: ["./html:/html"], depends_on: ["db"] },
        db: { build: "." },
      },
    });
    expect(stack).toEqual({
      name: "myshop",
      services: {
        web: {
          image: "nginx",
          ports: [{ target: 80, published: "8080", protocol: "tcp", mode: "ingress" }],
          volumes: [{ type: "bind", source: "/srv/My Shop/html", target: "/html", bind: { create_host_path: true } }],
          depends_on: { db: { condition: "service_started", required: true } },
          networks: { default: null },
        },
        db: { build: { context: "/srv/My Shop", dockerfile: "Dockerfile" }, networks: { default: null } },
      },
      networks: { default: { ipam: {}, name: "myshop_default" } },
    });
  });

  test("keeps its dollar signs: there is no interpolation", () => {
    const { stack } = normalize({ services: { web: { image: "a", environment: { A: "$B ${C} $$" } } } });
    expect(stack.services["web"]?.environment).toEqual({ A: "$B ${C} $$" });
  });

  test("takes values of names alone from the variables", () => {
    const { stack } = normalize(
      { services: { web: { image: "a", environment: { KNOWN: null, UNKNOWN: null } } } },
      { variables: { KNOWN: "value" } },
    );
    expect(stack.services["web"]?.environment).toEqual({ KNOWN: "value", UNKNOWN: null });
  });

  test("parts its services by profile", () => {
    const document = { services: { web: { image: "a" }, debug: { image: "b", profiles: ["dev"] } } };
    expect(Object.keys(normalize(document).inactive)).toEqual(["debug"]);
    expect(Object.keys(normalize(document, { profiles: ["dev"] }).stack.services)).toEqual(["web", "debug"]);
  });

  test("that is wrong is refused with all that is wrong, path first", () => {
    const position = { file: "gantry.config.ts", line: 3, column: 7 };
    const positions = { at: () => position };
    expect(() =>
      normalize(
        { services: { web: { image: 5, mem_limit: "much" }, db: { image: "b", restrat: "always" } } },
        { positions },
      ),
    ).toThrow(
      [
        "3 errors:",
        "  gantry.config.ts:3:7: services.web.image: 5 is not text. Put it in quotes.",
        '  gantry.config.ts:3:7: services.web.mem_limit: "much" is not a size. Write a number with a unit, such as "512m" or "2g".',
        '  gantry.config.ts:3:7: services.db.restrat: unknown key. Did you mean "restart"?',
      ].join("\n"),
    );
  });

  test("names services after anything, even __proto__", () => {
    const services = JSON.parse(
      '{"__proto__": {"image": "a"}, "constructor": {"image": "b", "depends_on": ["__proto__"]}}',
    );
    expect(Object.keys(normalize({ services }).stack.services)).toEqual(["__proto__", "constructor"]);
  });

  test("takes one hook for a list of one", () => {
    const hooks = { pre_deploy: { command: ["npm", "test"], timeout: "2m" } };
    const { stack } = normalize({ services: { db: { image: "a" } }, "x-gantry": { hooks } });
    expect(stack["x-gantry"]?.hooks).toEqual({ pre_deploy: [{ command: ["npm", "test"], timeout: 120e9 }] });
  });

  test("with Gantry's own keys has them checked too", () => {
    const document = { services: { db: { image: "a", "x-gantry": { statefull: true } } } };
    expect(() => normalize(document)).toThrow('services.db.x-gantry.statefull: unknown key. Did you mean "stateful"?');
  });
});
