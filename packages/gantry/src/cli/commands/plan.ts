import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";
import { upOptions } from "./up.ts";

const { waitTimeout: _, detach: __, wait: ___, check: ____, ...shared } = upOptions;

export const planOptions = {
  ...shared,
  detailedExitcode: {
    flags: "--detailed-exitcode",
    kind: "flag",
    description: "Exit with 3 when there is something to change",
  },
} as const satisfies OptionTable;

export const plan = defineCommand({
  name: "plan",
  group: "Look at it",
  summary: "Show what up or deploy would do, and why",
  description:
    "Compares the stack with what runs and prints the operations that `gantry up` would carry out. For an environment with a host: what `gantry deploy` would do with the images that were built last, which services pause, and what old and new containers together may take of the host's memory. Changes nothing.",
  arguments: [servicesArgument("Services to plan for, with all that they depend on")],
  options: planOptions,
  examples: [
    { command: "gantry plan", does: "what up would do" },
    { command: "gantry plan -e production", does: "what deploy would do there" },
    { command: "gantry plan --json | jq .operations", does: "the same as data" },
  ],
  exitCodes: { 3: "With --detailed-exitcode: there is something to change" },
  json: { shape: "plan", summary: "The operations, each with its reason." },
  load: async () => (await import("../handlers/plan.ts")).runPlan,
});
