import { defineCommand, type OptionTable } from "./definition.ts";

export const configOptions = {
  services: { flags: "--services", kind: "flag", description: "Only the names of the services" },
  volumes: { flags: "--volumes", kind: "flag", description: "Only the names of the volumes" },
  networks: { flags: "--networks", kind: "flag", description: "Only the names of the networks" },
  images: { flags: "--images", kind: "flag", description: "Only the names of the images" },
  profiles: { flags: "--profiles", kind: "flag", description: "Only the names of the profiles" },
  quiet: { flags: "-q, --quiet", kind: "flag", description: "Only check it; the exit code says" },
} as const satisfies OptionTable;

export const config = defineCommand({
  name: "config",
  group: "Describe it",
  summary: "Check the stack, print it normalised",
  description:
    "Reads the stack from either front end, resolves variables, merges files, and prints the one model as Compose YAML. With --json it has the shape of `docker compose config --format json`; what Compose has no key for stands under x-gantry.",
  arguments: [],
  options: configOptions,
  examples: [
    { command: "gantry config -q", does: "check only" },
    { command: "gantry config -e production", does: "as it is in that environment" },
    { command: "gantry config --json", does: "the model as Compose prints it" },
  ],
  json: { shape: "config", summary: "The normalised model in Compose's shape." },
  load: async () => (await import("../handlers/config.ts")).runConfig,
});
