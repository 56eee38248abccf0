import type { OptionTable, OptionValues } from "./definition.ts";

/** Options of every command. A command's own option of the same flag takes it over after the command's name. */
export const globalOptions = {
  file: {
    flags: "-f, --file <path>",
    kind: "list",
    description:
      "A gantry.config.* file, or Compose files in the order they are merged (default: gantry.config.*, COMPOSE_FILE, compose.yaml)",
  },
  env: { flags: "-e, --env <environment>", kind: "text", description: "Environment of the stack, such as production" },
  project: { flags: "-p, --project <name>", kind: "text", description: "Name of the project" },
  projectDirectory: {
    flags: "--project-directory <path>",
    kind: "text",
    description: "Folder that relative paths count from",
  },
  envFile: {
    flags: "--env-file <path>",
    kind: "list",
    description: "Env file to read; with Compose files in place of .env",
  },
  profile: { flags: "--profile <name>", kind: "list", description: 'Profile to activate; "*" for all' },
  host: {
    flags: "-H, --host <address>",
    kind: "text",
    description: "Engine: unix://…, ssh://…, or a Docker context (default: DOCKER_HOST, then the current context)",
  },
  json: { flags: "--json", kind: "flag", description: "Print JSON on stdout" },
  yes: { flags: "-y, --yes", kind: "flag", description: "Answer every question with yes" },
  quiet: { flags: "--quiet", kind: "flag", description: "No progress, only data and errors" },
  verbose: { flags: "--verbose", kind: "flag", description: "Say more about what happens" },
  color: { flags: "--no-color", kind: "flag", description: "No colours (NO_COLOR does the same)" },
} as const satisfies OptionTable;

export type GlobalValues = OptionValues<typeof globalOptions>;
