import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const psOptions = {
  all: { flags: "-a, --all", kind: "flag", description: "Stopped containers and finished one-off runs too" },
  quiet: { flags: "-q, --quiet", kind: "flag", description: "Only the containers' ids" },
} as const satisfies OptionTable;

export const ps = defineCommand({
  name: "ps",
  group: "Look at it",
  summary: "List containers: state, health, memory",
  description:
    "One line a container: service, state, health, restarts, image, ports, age, and memory in use against its limit. A health check that the engine has not run yet is run once.",
  arguments: [servicesArgument("Only these services")],
  options: psOptions,
  examples: [
    { command: "gantry ps", does: "what runs" },
    { command: "gantry ps --all --json", does: "everything, as data" },
  ],
  json: { shape: "ps", summary: "One object with a list of containers." },
  load: async () => (await import("../handlers/ps.ts")).runPs,
});
