import { defineCommand, type OptionTable } from "./definition.ts";
import { deployOptions } from "./deploy.ts";

const { drain, drainStreams, waitTimeout, lockWait, smoke, replace, migrateTimeout } = deployOptions;

const watch = {
  ...deployOptions.watch,
  description: "How long it must stay well before the version that serves now ends (default: 1s)",
};

const forceMigrate = {
  ...deployOptions.forceMigrate,
  description: "Run that release's migrations too: they are left out otherwise",
};

export const rollbackOptions = {
  ...{ watch, drain, drainStreams, waitTimeout, lockWait, smoke, replace, forceMigrate, migrateTimeout },
} as const satisfies OptionTable;

export const rollback = defineCommand({
  name: "rollback",
  group: "Build and ship",
  summary: "Go back to an earlier release",
  description:
    "Deploys an earlier release again: its images and its configuration, as they were. Nothing is built or shipped, and no migration is run or undone. Without a release: the one before that which serves.",
  arguments: [{ name: "[release]", description: "Number of the release, such as 41 or r41" }],
  options: rollbackOptions,
  examples: [
    { command: "gantry rollback -e production", does: "back to the release before" },
    { command: "gantry rollback -e production r41", does: "back to a certain one" },
  ],
  exitCodes: { 1: "Something failed; the version before serves as it did" },
  json: { shape: "deploy", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/rollback.ts")).runRollback,
});
