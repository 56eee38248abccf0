import { defineCommand, type OptionTable } from "./definition.ts";

export const releasesOptions = {
  all: { flags: "-a, --all", kind: "flag", description: "Those that were not deployed too" },
} as const satisfies OptionTable;

export const releases = defineCommand({
  name: "releases",
  group: "Build and ship",
  summary: "List the releases of a deployed stack",
  description:
    "One line a release, the newest first: its number, commit, who made it, when, how long it took, and what became of it. The one that serves and those that can be rolled back to are marked.",
  arguments: [],
  options: releasesOptions,
  examples: [
    { command: "gantry releases -e production", does: "what was deployed" },
    { command: "gantry releases -e production --all", does: "what failed or was taken back, too" },
  ],
  json: { shape: "releases", summary: "One object with a list of releases." },
  load: async () => (await import("../handlers/releases.ts")).runReleases,
});
