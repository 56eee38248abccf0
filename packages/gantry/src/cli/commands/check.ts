import { defineCommand, type OptionTable } from "./definition.ts";

export const checkOptions = {
  format: {
    flags: "--format <format>",
    kind: "text",
    description: "How the report is printed",
    choices: ["text", "json", "sarif", "github", "markdown", "junit"],
  },
  output: { flags: "-o, --output <file>", kind: "text", description: "Write the report to a file" },
  rule: { flags: "--rule <id>", kind: "list", description: "Run this rule only" },
  severity: {
    flags: "--severity <severity>",
    kind: "text",
    description: "Report nothing below it",
    choices: ["error", "warn", "info"],
  },
  maxWarnings: { flags: "--max-warnings <n>", kind: "integer", description: "Fail with more warnings than this" },
  baseline: { flags: "--baseline <file>", kind: "text", description: "Report only what this file does not have" },
  updateBaseline: {
    flags: "--update-baseline",
    kind: "flag",
    description: "Write what is found to the baseline (default: gantry.check-baseline.json)",
  },
  fix: { flags: "--fix", kind: "flag", description: "Mend what can be mended mechanically" },
  dryRun: { flags: "--dry-run", kind: "flag", description: "With --fix: show the changes, write nothing" },
  live: { flags: "--live", kind: "flag", description: "Ask the engine about the images that it has" },
  explain: { flags: "--explain <id>", kind: "text", description: "Say what a rule is about" },
  listRules: { flags: "--list-rules", kind: "flag", description: "List the rules" },
} as const satisfies OptionTable;

export const check = defineCommand({
  name: "check",
  group: "Describe it",
  summary: "Find the mistakes that take production down",
  description:
    "Reads the Compose files, Dockerfiles, proxy configurations, scripts, workflows, env templates and sources of a repository together, and reports what does not fit: between the files as well as inside them. Needs no Gantry configuration, no engine but with --live, and changes nothing without --fix.",
  arguments: [
    {
      name: "[paths...]",
      description:
        "The folder of a repository, or files and folders whose findings alone are told (default: the current folder)",
    },
  ],
  options: checkOptions,
  examples: [
    { command: "gantry check", does: "check this repository" },
    {
      command: "gantry check deploy/compose.yaml",
      does: "check this repository, and tell what has to do with one file",
    },
    { command: "gantry check --fix --dry-run", does: "show what --fix would change" },
    { command: "gantry check --format sarif -o gantry.sarif", does: "a report for code scanning" },
    { command: "gantry check --explain health-tool-missing", does: "what a rule is about" },
  ],
  exitCodes: { 1: "There are errors, or more warnings than --max-warnings" },
  json: { shape: "check", summary: "The findings, each with its places and its fix." },
  load: async () => (await import("../handlers/check.ts")).runCheckCommand,
});
