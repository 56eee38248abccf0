import { defineCommand, type OptionTable } from "./definition.ts";

export const initOptions = {
  domain: { flags: "--domain <host>", kind: "text", description: "Public host name of the stack" },
  convert: {
    flags: "--convert",
    kind: "flag",
    description: "Turn the Compose files into a typed stack with the same model",
  },
  ignoreCompose: {
    flags: "--ignore-compose",
    kind: "flag",
    description: "Start from the repository, though it has Compose files",
  },
  dryRun: { flags: "--dry-run", kind: "flag", description: "Print the config and write nothing" },
  force: { flags: "--force", kind: "flag", description: "Overwrite a gantry.config.ts that is there" },
} as const satisfies OptionTable;

export const init = defineCommand({
  name: "init",
  group: "Describe it",
  summary: "Look at a repository and write gantry.config.ts",
  description:
    "Finds applications, what they talk to, env templates, ports, health routes and migrations, and writes a typed stack that comes up as it is, with comments about what was found where. With Compose files there, they are kept and used as they are; --convert turns them into a typed stack. On a terminal it asks what it cannot find out; without one it says what it assumed.",
  arguments: [{ name: "[folder]", description: "The repository (default: the current folder)" }],
  options: initOptions,
  examples: [
    { command: "gantry init", does: "write gantry.config.ts" },
    { command: "gantry init --dry-run", does: "only print it" },
    { command: "gantry -f compose.yaml -f compose.prod.yaml init --convert", does: "a typed stack of these two files" },
  ],
  json: { shape: "init", summary: "What was written, found and assumed." },
  load: async () => (await import("../handlers/init.ts")).runInit,
});
