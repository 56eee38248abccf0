import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const upOptions = {
  waitTimeout: {
    flags: "--wait-timeout <duration>",
    kind: "duration",
    description: "Give up waiting for health after this long (default: no limit)",
  },
  removeOrphans: {
    flags: "--remove-orphans",
    kind: "flag",
    description: "Remove containers of services that the stack no longer has",
  },
  check: {
    flags: "--no-check",
    kind: "flag",
    description: "With -e production: bring it up in spite of what gantry check finds",
  },
  build: { flags: "--build", kind: "flag", description: "Build images first, even where they exist" },
  pull: {
    flags: "--pull <policy>",
    kind: "text",
    choices: ["always", "missing", "never"],
    description: "When to pull images, over what the services say",
  },
  forceRecreate: { flags: "--force-recreate", kind: "flag", description: "Replace containers even if nothing changed" },
  recreate: { flags: "--no-recreate", kind: "flag", description: "Leave existing containers, even if they changed" },
  deps: { flags: "--no-deps", kind: "flag", description: "Leave the services that these depend on alone" },
  replace: {
    flags: "--replace <service>",
    kind: "list",
    description: "Allow this changed stateful service to be replaced",
  },
  scale: { flags: "--scale <service=count>", kind: "list", description: "Number of containers of a service" },
  renewAnonVolumes: {
    flags: "-V, --renew-anon-volumes",
    kind: "flag",
    description: "Give replaced containers new anonymous volumes",
  },
  detach: { flags: "-d, --detach", kind: "flag", description: "Always so; accepted for the habit's sake" },
  wait: { flags: "--wait", kind: "flag", description: "Always so; accepted for the habit's sake" },
} as const satisfies OptionTable;

export const up = defineCommand({
  name: "up",
  group: "Run a stack",
  summary: "Bring the stack up and wait until it is healthy",
  description:
    "Creates and starts what is missing, replaces what changed, leaves the rest alone, and returns when every service is healthy. Containers run in the background.",
  arguments: [servicesArgument("Services to bring up, with all that they depend on")],
  options: upOptions,
  examples: [
    { command: "gantry up", does: "the whole stack" },
    { command: "gantry up web", does: "web and what it depends on" },
    { command: "gantry up --replace db", does: "replace a changed stateful service too" },
  ],
  exitCodes: { 1: "A service did not become healthy, the engine refused something, or the check found errors" },
  json: { shape: "events", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/up.ts")).runUp,
});
