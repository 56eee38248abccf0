import { defineCommand, type OptionTable } from "./definition.ts";

export const renderOptions = {
  output: { flags: "-o, --output <folder>", kind: "text", description: "Write the files there (default: print them)" },
  force: { flags: "--force", kind: "flag", description: "Overwrite files that differ" },
} as const satisfies OptionTable;

export const render = defineCommand({
  name: "render",
  group: "Describe it",
  summary: "Print the stack as plain files, for any Compose",
  description:
    "Writes the stack as compose.yaml and the files that belong to it. `docker compose up` runs them, Gantry or not.",
  arguments: [],
  options: renderOptions,
  examples: [
    { command: "gantry render", does: "print" },
    { command: "gantry -e production render -o deploy", does: "write the files of production into deploy/" },
  ],
  json: { shape: "render", summary: "The files, each with its path and content." },
  load: async () => (await import("../handlers/render.ts")).runRender,
});
