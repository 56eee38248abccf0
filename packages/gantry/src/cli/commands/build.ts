import { defineCommand, type OptionTable } from "./definition.ts";
import { servicesArgument } from "./services-argument.ts";

export const buildOptions = {
  tag: { flags: "-t, --tag <tag>", kind: "list", description: "A further tag for every image, such as 1.4.0" },
  latest: { flags: "--latest", kind: "flag", description: "Tag the images as latest too" },
  push: { flags: "--push", kind: "flag", description: "Push the images to the registries that their names begin with" },
  platform: {
    flags: "--platform <platforms>",
    kind: "list",
    description: "Platforms to build for, such as linux/amd64,linux/arm64",
  },
  cache: { flags: "--no-cache", kind: "flag", description: "Build every step anew" },
  pull: { flags: "--pull", kind: "flag", description: "Look for newer base images" },
  sharedCache: {
    flags: "--shared-cache <place>",
    kind: "list",
    description: "Take the cache from there and keep it there: local:<folder>, gha, registry:<repository>",
  },
  cacheFrom: {
    flags: "--cache-from <source>",
    kind: "list",
    description: "Take cache from there, in BuildKit's words, such as type=gha",
  },
  cacheTo: { flags: "--cache-to <target>", kind: "list", description: "Keep cache there, in BuildKit's words" },
  scan: { flags: "--no-scan", kind: "flag", description: "Do not look for secrets in the images" },
  builder: { flags: "--builder <name>", kind: "text", description: "The builder of buildx to use" },
} as const satisfies OptionTable;

export const build = defineCommand({
  name: "build",
  group: "Build and ship",
  summary: "Build the images of a stack, all at once",
  description:
    "Builds the images of services that have a build, in parallel, on the engine that is addressed. They get the tags of the commit and of their content once all of them are built; a build that fails changes nothing.",
  arguments: [servicesArgument("Services to build")],
  options: buildOptions,
  examples: [
    { command: "gantry build", does: "every image of the stack" },
    { command: "gantry build web --latest", does: "the image of web, tagged as latest too" },
    { command: "gantry build --shared-cache gha --push", does: "in CI: with the cache of GitHub Actions, and pushed" },
  ],
  exitCodes: { 1: "A build failed, an image holds a secret, or a push failed" },
  json: { shape: "build", summary: "One event a line, then a result with the images." },
  load: async () => (await import("../handlers/build.ts")).runBuild,
});
