import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { node } from "../presets/node.ts";
import { postgres } from "../presets/postgres.ts";
import { redis } from "../presets/redis.ts";
import type { TextValue } from "../reference.ts";
import type { ServiceDefinition } from "../service-definition.ts";
import { resolveForTest, type TestDocument } from "../testing/resolve-for-test.ts";

interface Plan {
  preset: "postgres" | "redis" | "node";
  egress: boolean;
  /** For each earlier service, whether it is used. */
  uses: boolean[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  preset: fc.constantFrom("postgres", "redis", "node"),
  egress: fc.boolean(),
  uses: fc.array(fc.boolean(), { maxLength: 7 }),
});

interface Built {
  document: TestDocument;
  /** `user>used`, direct. */
  uses: Set<string>;
  keys: string[];
}

/** A stack in which each service uses some of those before it; its variables have odd values. */
function build(plans: readonly Plan[], password: string): Built {
  const made: (ServiceDefinition & { url: TextValue; host: TextValue })[] = [];
  const uses = new Set<string>();
  for (const [index, { preset, egress, uses: wanted }] of plans.entries()) {
    const env: Record<string, TextValue> = {};
    for (const [earlier, used] of wanted.entries()) {
      const target = made[earlier];
      if (!used || !target) continue;
      uses.add(`s${index}>s${earlier}`);
      env[`URL_${earlier}`] = target.url;
      // Used twice is used once.
      env[`HOST_${earlier}`] = target.host;
    }
    if (preset === "postgres") made.push(postgres({ version: "17", env, egress }));
    else if (preset === "redis") made.push(redis({ version: "8", env, egress }));
    else made.push(node({ image: "app", port: 3000, env, egress }));
  }
  const services = Object.fromEntries(made.map((definition, index) => [`s${index}`, definition]));
  const values = Object.fromEntries(made.map((_, index) => [`S${index}_PASSWORD`, password]));
  return { document: resolveForTest({ name: "shop", services }, { values }), uses, keys: Object.keys(services) };
}

const networksOf = (document: TestDocument, key: string) => Object.keys(document.services[key]?.networks ?? {});

const stacks = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 8 }),
  password: fc.string({ minLength: 1 }),
});

const holds = (law: (built: Built, plans: readonly Plan[], password: string) => void) =>
  fc.assert(
    fc.property(stacks, ({ plans, password }) => law(build(plans, password), plans, password)),
    { numRuns: 200 },
  );

describe("wiring, whatever the services and references", () => {
  test("two services share a service's network when one of them is it and the other uses it, or both use it", () => {
    holds(({ document, uses, keys }) => {
      for (const a of keys) {
        for (const b of keys.filter((key) => key > a)) {
          const shared = networksOf(document, a).filter(
            (name) => name !== "egress" && networksOf(document, b).includes(name),
          );
          const expected = keys.filter((key) => [a, b].every((each) => each === key || uses.has(`${each}>${key}`)));
          expect(shared.sort()).toEqual(expected);
        }
      }
    });
  });

  test("every network but egress is internal, and every one is joined", () => {
    holds(({ document, keys }) => {
      const joined = new Set(keys.flatMap((key) => networksOf(document, key)));
      expect(new Set(Object.keys(document.networks))).toEqual(joined);
      for (const [name, network] of Object.entries(document.networks))
        expect(network).toEqual(name === "egress" ? { "x-gantry": { names: false } } : { internal: true });
    });
  });

  test("only who may call out joins egress, and nobody is without a network", () => {
    holds(({ document, keys }, plans) => {
      for (const [index, key] of keys.entries()) {
        expect(networksOf(document, key).includes("egress")).toBe(plans[index]?.egress);
        expect(networksOf(document, key).length).toBeGreaterThan(0);
      }
    });
  });

  test("who uses a service waits until it is healthy, and waits for nothing else", () => {
    holds(({ document, uses, keys }) => {
      for (const key of keys) {
        const waits = document.services[key]?.depends_on ?? {};
        expect(Object.keys(waits).sort()).toEqual(keys.filter((target) => uses.has(`${key}>${target}`)));
        for (const { condition } of Object.values(waits)) expect(condition).toBe("service_healthy");
      }
    });
  });

  test("both sides have the same credentials, whatever characters they have", () => {
    holds(({ document, uses }, plans, password) => {
      for (const use of uses) {
        const [user = "", used = ""] = use.split(">");
        const url = new URL(document.services[user]?.environment?.[`URL_${used.slice(1)}`] ?? "");
        const preset = plans[Number(used.slice(1))]?.preset;
        expect(url.hostname).toBe(used);
        expect(decodeURIComponent(url.password)).toBe(preset === "node" ? "" : password);
        const { POSTGRES_PASSWORD, REDISCLI_AUTH } = document.services[used]?.environment ?? {};
        if (preset !== "node") expect(POSTGRES_PASSWORD ?? REDISCLI_AUTH).toBe(password);
      }
    });
  });
});
