import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const restartOptions = {
  timeout: {
    flags: "-t, --timeout <duration>",
    kind: "duration",
    description: "Kill what has not stopped after this long (default: each service's stop_grace_period, else 10s)",
  },
  deps: { flags: "--no-deps", kind: "flag", description: "Leave services that ask to restart with these alone" },
  waitTimeout: {
    flags: "--wait-timeout <duration>",
    kind: "duration",
    description: "Give up waiting for health after this long (default: no limit)",
  },
} as const satisfies OptionTable;

export const restart = defineCommand({
  name: "restart",
  group: "Run a stack",
  summary: "Restart services, wait for their health",
  description:
    "Restarts containers in dependency order and waits for their health. Services with `restart: true` on a dependency follow it. A changed definition is not applied: that is `gantry up`.",
  arguments: [servicesArgument("Only these services")],
  options: restartOptions,
  examples: [{ command: "gantry restart web", does: "web alone" }],
  json: { shape: "events", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/restart.ts")).runRestart,
});
