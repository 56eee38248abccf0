import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const logsOptions = {
  follow: { flags: "-f, --follow", kind: "flag", description: "Go on with what is written from now on" },
  since: {
    flags: "--since <time>",
    kind: "text",
    description: "From this time on: 2026-01-31T12:00:00Z, a Unix time, or 15m ago as 15m",
  },
  until: { flags: "--until <time>", kind: "text", description: "Up to this time, in the same forms" },
  tail: {
    flags: "-n, --tail <lines>",
    kind: "text",
    description: "Lines from the end of each container (default: all)",
  },
  timestamps: { flags: "-t, --timestamps", kind: "flag", description: "Show when each line was written" },
  prefix: { flags: "--no-prefix", kind: "flag", description: "Leave the service's name out" },
  index: { flags: "--index <number>", kind: "integer", description: "Only the container with this number" },
} as const satisfies OptionTable;

export const logs = defineCommand({
  name: "logs",
  group: "Look at it",
  summary: "Show what the services wrote, merged in order",
  description:
    "Merges the services' output by time. With --follow it goes on, also across containers that are replaced or added meanwhile.",
  arguments: [servicesArgument("Only these services")],
  options: logsOptions,
  examples: [
    { command: "gantry logs -f web", does: "follow web" },
    { command: "gantry logs --since 10m --tail 100", does: "at most 100 lines a container, of the last ten minutes" },
    { command: "gantry -f compose.yaml logs", does: "after `logs`, -f follows; the file comes before, or as --file" },
  ],
  json: { shape: "logs", summary: "One object a line." },
  load: async () => (await import("../handlers/logs.ts")).runLogs,
});
