import { defineCommand, type OptionTable } from "./definition.ts";

export const auditOptions = {
  tail: { flags: "-n, --tail <count>", kind: "integer", description: "Only the newest so many (default: 50)" },
} as const satisfies OptionTable;

export const audit = defineCommand({
  name: "audit",
  group: "Build and ship",
  summary: "Show who did what to a deployed stack",
  description:
    "One line an event, the newest first: when, who, what, and how it ended. Kept on the host with the stack.",
  arguments: [],
  options: auditOptions,
  examples: [{ command: "gantry audit -e production", does: "the newest 50 events" }],
  json: { shape: "audit", summary: "One object with a list of events." },
  load: async () => (await import("../handlers/audit.ts")).runAudit,
});
