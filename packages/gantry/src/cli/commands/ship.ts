import { defineCommand, type OptionTable } from "./definition.ts";

export const shipOptions = {
  to: {
    flags: "--to <host>",
    kind: "list",
    description:
      "Where to: ssh://user@host, or a Docker context; several are served side by side (default: the environment's host)",
  },
  whole: { flags: "--whole", kind: "flag", description: "Send every layer, also those that are there" },
  compression: {
    flags: "--compression <format>",
    kind: "text",
    choices: ["gzip", "zstd", "none"],
    description: "On the wire (default: zstd where both ends know it, else gzip)",
  },
  registry: {
    flags: "--registry <prefix>",
    kind: "text",
    description: "Push to this registry, such as ghcr.io/acme, and let the hosts pull by digest",
  },
} as const satisfies OptionTable;

export const ship = defineCommand({
  name: "ship",
  group: "Build and ship",
  summary: "Bring images to servers: missing layers only",
  description:
    "Sends images of this machine's engine (or --host's) to other engines over ssh, without a registry. Layers that are there stay out; an image gets its name there once it is proven to be whole, so that whatever fails leaves the tags as they were. Run again after a broken link, it goes on with the first image that is missing.",
  arguments: [{ name: "[images...]", description: "Images to ship (default: those that the stack builds)" }],
  options: shipOptions,
  examples: [
    { command: "gantry ship shop-web:1.4 --to ssh://deploy@example.com", does: "one image to one server" },
    { command: "gantry -e production ship", does: "the stack's own images to production's host" },
    { command: "gantry ship web --to ssh://a.example.com --to ssh://b.example.com", does: "to two servers at once" },
  ],
  exitCodes: { 1: "An image is missing here, or a host could not be served; the others were" },
  json: { shape: "ship", summary: "One event a line, then a result." },
  load: async () => (await import("../handlers/ship.ts")).runShip,
});
