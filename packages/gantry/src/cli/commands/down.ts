import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const downOptions = {
  volumes: {
    flags: "-v, --volumes",
    kind: "flag",
    description: "Delete the stack's volumes too, with all that is in them; asks first",
  },
  removeOrphans: {
    flags: "--remove-orphans",
    kind: "flag",
    description: "Remove containers of services that the stack no longer has",
  },
  timeout: {
    flags: "-t, --timeout <duration>",
    kind: "duration",
    description: "Kill what has not stopped after this long (default: each service's stop_grace_period, else 10s)",
  },
} as const satisfies OptionTable;

export const down = defineCommand({
  name: "down",
  group: "Run a stack",
  summary: "Stop and remove containers and networks",
  description:
    "Stops containers in the opposite order of their start, then removes them and the stack's networks. Volumes, and what is known of releases, stay unless -v is given; external networks and volumes always stay.",
  arguments: [servicesArgument("Only these services; networks then stay")],
  options: downOptions,
  examples: [
    { command: "gantry down", does: "stop and remove, keep volumes" },
    { command: "gantry down -v --yes", does: "delete the volumes as well, without a question" },
  ],
  json: { shape: "events", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/down.ts")).runDown,
});
