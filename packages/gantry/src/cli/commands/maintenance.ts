import { defineCommand, type OptionTable } from "./definition.ts";

export const maintenanceOptions = {
  page: { flags: "--page <file>", kind: "text", description: "HTML to answer with (default: a plain page)" },
  retryAfter: {
    flags: "--retry-after <duration>",
    kind: "duration",
    description: "When to come back, for the header Retry-After (default: 60s)",
  },
} as const satisfies OptionTable;

export const maintenance = defineCommand({
  name: "maintenance",
  group: "Build and ship",
  summary: "Answer every request with a maintenance page",
  description:
    "Lets the stack's proxies answer every request with 503 and a page, or no longer. Requests that are under way are not interrupted. Stays on until it is turned off, whatever is deployed meanwhile.",
  arguments: [{ name: "<on|off>", description: "Turn it on or off" }],
  options: maintenanceOptions,
  examples: [
    { command: "gantry maintenance on -e production", does: "503 for everybody" },
    { command: "gantry maintenance off -e production", does: "serve again" },
  ],
  json: { shape: "maintenance", summary: "One object with the proxies and their state." },
  load: async () => (await import("../handlers/maintenance.ts")).runMaintenance,
});
