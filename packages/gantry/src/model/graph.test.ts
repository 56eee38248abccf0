import { describe, expect, it } from "vitest";
import { UserError } from "./error.ts";
import { dependencyGraph } from "./graph.ts";
import type { Dependency, Service } from "./service.ts";

const healthy: Dependency = { condition: "service_healthy", required: true };
const stack = (services: Record<string, Service>) => ({ services });

describe("dependencyGraph", () => {
  it("orders dependencies before their dependents and keeps the stack's order otherwise", () => {
    const graph = dependencyGraph(
      stack({
        proxy: { depends_on: { web: healthy } },
        web: { depends_on: { db: healthy, cache: healthy } },
        cache: {},
        db: {},
      }),
    );
    expect(graph.order).toEqual(["db", "cache", "web", "proxy"]);
    expect(graph.dependents("db")).toEqual(["web"]);
    expect(graph.dependencies("web").get("db")).toEqual(healthy);
  });

  it("names the whole path of a circle", () => {
    const circle = stack({
      a: { depends_on: { b: healthy } },
      b: { depends_on: { c: healthy } },
      c: { depends_on: { b: healthy } },
    });
    expect(() => dependencyGraph(circle)).toThrow(/circle: b → c → b/);
  });

  it("refuses a required dependency that is not there and passes over an optional one", () => {
    expect(() => dependencyGraph(stack({ web: { depends_on: { db: healthy } } }))).toThrow(UserError);
    const optional = stack({ web: { depends_on: { db: { ...healthy, required: false } } } });
    expect(dependencyGraph(optional).dependencies("web").size).toBe(0);
  });

  it("counts shared namespaces, links and volumes_from as dependencies", () => {
    const graph = dependencyGraph(
      stack({
        side: { network_mode: "service:web", links: ["cache:c"], volumes_from: ["db:ro", "container:other"] },
        web: {},
        cache: {},
        db: {},
      }),
    );
    expect([...graph.dependencies("side").keys()].sort()).toEqual(["cache", "db", "web"]);
  });

  it("closes a selection over everything that it needs", () => {
    const graph = dependencyGraph(stack({ web: { depends_on: { db: healthy } }, db: {}, other: {} }));
    expect([...graph.closure(["web"])].sort()).toEqual(["db", "web"]);
  });
});
