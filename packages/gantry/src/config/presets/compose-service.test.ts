import { describe, expect, test } from "vitest";
import type { Stack } from "../../model/stack.ts";
import { assembleStack } from "../assemble/assemble-stack.ts";
import { resolveToValues } from "../assemble/resolve-references.ts";
import type { StackDefinition } from "../define-stack.ts";
import { resolveStack } from "../resolve-stack.ts";
import { composeService } from "./compose-service.ts";
import { postgres } from "./postgres.ts";

function load(services: StackDefinition["services"], compose: Record<string, unknown> = {}): Stack {
  const assembled = assembleStack({ name: "test", services, compose }, { environment: "production" });
  const resolved = resolveToValues(assembled, new Map([["DB_PASSWORD", "password"]]));
  return resolveStack(resolved, { directory: "/test", name: "test", variables: {}, profiles: [] }).stack;
}

describe("composeService()", () => {
  test("is what it says and nothing else", () => {
    const { services, networks } = load({ web: composeService({ image: "nginx", ports: ["8080:80"] }) });
    expect(services).toEqual({
      web: {
        image: "nginx",
        ports: [{ mode: "ingress", protocol: "tcp", published: "8080", target: 80 }],
        networks: { default: null },
      },
    });
    expect(networks).toMatchObject({ default: { name: "test_default" } });
  });

  test("takes further definitions over the first, as Compose merges files", () => {
    const web = composeService(
      { image: "nginx", environment: { A: "1", B: "1" }, cap_add: ["NET_RAW"] },
      { environment: { B: "2" }, cap_add: ["SYS_TIME"] },
      { environment: { A: "3" } },
    );
    expect(load({ web }).services["web"]).toMatchObject({
      environment: { A: "3", B: "2" },
      cap_add: ["NET_RAW", "SYS_TIME"],
    });
  });

  test("reaches what it refers to, and stays on Compose's own network", () => {
    const db = postgres({ version: "17" });
    const web = composeService({ image: "web", environment: { DATABASE_URL: db.url } });
    const { services, networks } = load({ db, web });
    expect(services["web"]).toMatchObject({
      networks: { db: null, default: null },
      depends_on: { db: { condition: "service_healthy" } },
    });
    expect(networks?.["default"]).toMatchObject({ name: "test_default" });
  });

  test("joins only the networks that it names, and those of what it refers to", () => {
    const db = postgres({ version: "17" });
    const web = composeService({ image: "web", environment: { DATABASE_URL: db.url }, networks: ["front"] });
    const { services } = load({ db, web }, { networks: { front: {} } });
    expect(Object.keys(services["web"]?.networks ?? {}).sort()).toEqual(["db", "front"]);
  });
});
