import { defineCommand, type OptionTable } from "./definition.ts";

export const deployOptions = {
  only: { flags: "--only <service>", kind: "list", description: "Deploy this service and leave all others alone" },
  skipMigrate: {
    flags: "--skip-migrate",
    kind: "flag",
    description: "Leave out migrations, and whatever else runs to its end",
  },
  forceMigrate: {
    flags: "--force-migrate",
    kind: "flag",
    description: "Run migrations again that have run with this image and configuration",
  },
  migrateTimeout: {
    flags: "--migrate-timeout <duration>",
    kind: "duration",
    description: "The longest time that each migration may take (default: its own, else 10m; 0s: no limit)",
  },
  watch: {
    flags: "--watch <duration>",
    kind: "duration",
    description: "How long the new version must stay well before the old one ends (default: 10s)",
  },
  drain: {
    flags: "--drain <duration>",
    kind: "duration",
    description: "The longest time that requests under way on the old version are waited for (default: 30s)",
  },
  drainStreams: {
    flags: "--drain-streams <duration>",
    kind: "duration",
    description: "The same for WebSockets and Server-Sent Events, which nginx cannot tell from requests (default: 0s)",
  },
  check: {
    flags: "--no-check",
    kind: "flag",
    description: "Deploy in spite of what gantry check finds",
  },
  build: { flags: "--no-build", kind: "flag", description: "Deploy the images that were built last" },
  smoke: {
    flags: "--no-smoke",
    kind: "flag",
    description: "Do not ask the new version before the switch, nor the front door after it",
  },
  replace: {
    flags: "--replace <service>",
    kind: "list",
    description: "Allow this changed stateful service to be replaced, with a pause",
  },
  waitTimeout: {
    flags: "--wait-timeout <duration>",
    kind: "duration",
    description: "Give up waiting for health after this long (default: no limit)",
  },
  lockWait: {
    flags: "--lock-wait <duration>",
    kind: "duration",
    description: "Wait this long for another deploy to end (default: do not wait)",
  },
  release: {
    flags: "--release <id>",
    kind: "text",
    description: "Deploy an earlier release again, such as 41 or r41, as rollback does",
  },
} as const satisfies OptionTable;

export const deploy = defineCommand({
  name: "deploy",
  group: "Build and ship",
  summary: "Replace what runs, without losing a request",
  description:
    "Builds the images, ships what the host lacks, starts new containers beside the old ones, switches requests to them once they are healthy, watches, and ends the old ones when nothing is under way on them any more. What fails on the way is taken back: the old version has run all the time.",
  arguments: [],
  options: deployOptions,
  examples: [
    { command: "gantry deploy -e production", does: "the whole stack, to the host of the environment" },
    { command: "gantry deploy -e production --only web", does: "one service" },
    { command: "gantry deploy -e production --yes --watch 30s", does: "without a question, and watched for longer" },
  ],
  exitCodes: { 1: "Something failed, or the check found errors; the version before serves as it did" },
  json: { shape: "deploy", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/deploy.ts")).runDeploy,
});
