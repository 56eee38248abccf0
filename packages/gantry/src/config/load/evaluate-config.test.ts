import { expect, test } from "vitest";
import type { StackContext, StackDefinition } from "../define-stack.ts";
import { evaluateConfig } from "./evaluate-config.ts";

function recording(environments: StackDefinition["environments"]) {
  const told: StackContext[] = [];
  const evaluate = async (context: StackContext): Promise<StackDefinition> => {
    told.push(context);
    return { name: "shop", services: {}, ...(environments && { environments }) };
  };
  return { told, evaluate };
}

test("a config is called once more with what its environment says", async () => {
  const config = recording({
    staging: { domain: "staging.example.com", variables: { LEVEL: "debug", SIZE: 2, A: "x" } },
  });
  const { variables } = await evaluateConfig(config, "staging", {
    variables: { LEVEL: "info", A: "process", B: "file" },
    firm: { A: "process" },
  });
  expect(variables).toEqual({ LEVEL: "debug", SIZE: "2", A: "process", B: "file", DOMAIN: "staging.example.com" });
  expect(config.told).toEqual([
    expect.objectContaining({ domain: undefined, env: { LEVEL: "info", A: "process", B: "file" } }),
    expect.objectContaining({ environment: "staging", domain: "staging.example.com", env: variables }),
  ]);
});

test("a config is called once where its environment says nothing that it could be told", async () => {
  const config = recording({ staging: { domain: "staging.example.com" }, production: { host: "ssh://x" } });
  const read = { variables: { A: "1" }, firm: {} };
  expect((await evaluateConfig(config, "production", read)).variables).toEqual({ A: "1" });
  expect((await evaluateConfig(config, "development", read)).variables).toEqual({ A: "1" });
  expect(config.told.map(({ environment, production }) => [environment, production])).toEqual([
    ["production", true],
    ["development", false],
  ]);
});

test("what is of the wrong kind is left for the checks of the whole stack", async () => {
  const config = recording({ staging: { domain: "https://x", variables: { LIST: [], OK: true } } } as never);
  const read = { variables: {}, firm: {} };
  expect((await evaluateConfig(config, "staging", read)).variables).toEqual({ OK: "true" });
  for (const definition of [undefined, { environments: 1 }, { environments: { staging: 1 } }]) {
    const odd = { evaluate: async () => definition as never };
    expect((await evaluateConfig(odd, "staging", read)).definition).toBe(definition);
  }
});
