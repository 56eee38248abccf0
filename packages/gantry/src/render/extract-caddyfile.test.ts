import { describe, expect, test } from "vitest";
import type { Stack } from "../model/stack.ts";
import { extractCaddyfile } from "./extract-caddyfile.ts";

const stackWith = (content: string, preset = "caddy"): Stack => ({
  name: "shop",
  services: {
    proxy: { configs: [{ source: "c", target: "/etc/caddy/Caddyfile" }], "x-gantry": { preset } },
  },
  configs: { c: { name: "shop_c", content } },
});

describe("extractCaddyfile", () => {
  test("puts the Caddyfile beside the stack, which mounts it from there", () => {
    const extracted = extractCaddyfile(stackWith("a.example.com {\n\trespond $$5\n}\n"), true);
    expect(extracted?.content).toBe("a.example.com {\n\trespond $5\n}\n");
    expect(extracted?.stack.configs).toEqual({ c: { name: "shop_c", file: "./Caddyfile" } });
  });

  test("leaves final texts as they are", () => {
    expect(extractCaddyfile(stackWith("respond $$5"), false)?.content).toBe("respond $$5");
  });

  test("leaves in the stack what Compose has to fill in, and what is not a caddy()'s", () => {
    expect(extractCaddyfile(stackWith("{\n\temail ${EMAIL:?x}\n}"), true)).toBeUndefined();
    expect(extractCaddyfile(stackWith("x", "service"), true)).toBeUndefined();
    expect(extractCaddyfile({ name: "shop", services: {} }, true)).toBeUndefined();
  });
});
