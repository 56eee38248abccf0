import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const stopOptions = {
  timeout: {
    flags: "-t, --timeout <duration>",
    kind: "duration",
    description: "Kill what has not stopped after this long (default: each service's stop_grace_period, else 10s)",
  },
} as const satisfies OptionTable;

export const stop = defineCommand({
  name: "stop",
  group: "Run a stack",
  summary: "Stop services, keep their containers",
  description:
    "Stops containers in the opposite order of their start. `gantry start` or `gantry up` goes on from there.",
  arguments: [servicesArgument("Only these services")],
  options: stopOptions,
  examples: [{ command: "gantry stop worker", does: "one service" }],
  json: { shape: "events", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/stop.ts")).runStop,
});
