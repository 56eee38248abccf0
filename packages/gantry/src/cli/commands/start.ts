import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const startOptions = {
  waitTimeout: {
    flags: "--wait-timeout <duration>",
    kind: "duration",
    description: "Give up waiting for health after this long (default: no limit)",
  },
} as const satisfies OptionTable;

export const start = defineCommand({
  name: "start",
  group: "Run a stack",
  summary: "Start stopped services, wait for their health",
  description: "Starts existing containers in dependency order, as they are. Creates nothing: that is `gantry up`.",
  arguments: [servicesArgument("Only these services")],
  options: startOptions,
  examples: [{ command: "gantry start worker", does: "one service" }],
  json: { shape: "events", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/start.ts")).runStart,
});
