import { defineCommand, type OptionTable } from "./definition.ts";
import { execOptions } from "./exec.ts";

const { index: _, privileged: __, ...shared } = execOptions;

export const runOptions = {
  ...shared,
  rm: { flags: "--rm", kind: "flag", description: "Remove the container when the command has ended" },
  name: { flags: "--name <name>", kind: "text", description: "Name of the container (default: one that is free)" },
  entrypoint: { flags: "--entrypoint <command>", kind: "text", description: "Another entrypoint than the image's" },
  deps: { flags: "--no-deps", kind: "flag", description: "Do not bring up the services that it depends on" },
  publish: { flags: "-p, --publish <port>", kind: "list", description: "Publish a port, such as 8080:80" },
  servicePorts: { flags: "-P, --service-ports", kind: "flag", description: "Publish the service's own ports" },
  volume: { flags: "-v, --volume <mount>", kind: "list", description: "A further mount, such as ./data:/data:ro" },
  label: { flags: "-l, --label <key=value>", kind: "list", description: "A further label" },
  detach: { flags: "-d, --detach", kind: "flag", description: "Start it, print its name, and return" },
  waitTimeout: {
    flags: "--wait-timeout <duration>",
    kind: "duration",
    description: "Give up waiting for its dependencies after this long (default: no limit)",
  },
} as const satisfies OptionTable;

export const run = defineCommand({
  name: "run",
  group: "Work in it",
  summary: "Run a one-off container of a service",
  description:
    "Brings up what the service depends on, then runs a container of its own with the service's image, environment, networks and volumes, and exits with its exit code. It publishes no ports unless told. Of a deployed stack: a container of the release that serves, and nothing is brought up.",
  arguments: [
    { name: "<service>", description: "Service that the container is made from" },
    { name: "[command...]", description: "The command and its arguments (default: the service's own)" },
  ],
  options: runOptions,
  passThrough: true,
  examples: [
    { command: "gantry run --rm web npm run db:migrate", does: "a migration in the web image" },
    { command: "gantry run --rm -e DEBUG=1 -p 9229:9229 web node --inspect", does: "with a variable and a port" },
  ],
  exitCodes: { any: "The command's own exit code" },
  json: {
    shape: "run",
    summary: "Events of its dependencies on stderr; the command's output is passed through as it is.",
  },
  load: async () => (await import("../handlers/run.ts")).runRun,
});
