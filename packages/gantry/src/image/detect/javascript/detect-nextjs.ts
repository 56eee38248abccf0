import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { CustomServer, NextjsFacts } from "../../recipes/nextjs/nextjs-facts.ts";
import type { Place } from "../place.ts";
import { firstThere, isFolder, isThere, readIfThere } from "../read-project.ts";
import { detectJavascript, type FoundJavascript } from "./detect-javascript.ts";
import { findOutput } from "./find-output.ts";
import { parseStart } from "./parse-start.ts";
import { refuseMissingTools } from "./refuse-missing-tools.ts";

const configs = ["next.config.ts", "next.config.mts", "next.config.mjs", "next.config.js", "next.config.cjs"];

export async function detectNextjs(recipe: Recipe, place: Place): Promise<NextjsFacts> {
  const found = await detectJavascript(recipe, place, {
    looksRight: ({ manifest }) => manifest.dependencies["next"] !== undefined,
    publicPrefixes: ["NEXT_PUBLIC_"],
  });
  const { facts, app } = found;
  if (facts.build === undefined) {
    throw new UserError(`${posix.join(app.folder, "package.json")}: there is no script "build".`, {
      code: "config",
      fix: 'Add "build": "next build" to its scripts, or set the recipe\'s build.',
    });
  }
  const config = await firstThere(
    place.context,
    configs.map((name) => posix.join(app.folder, name)),
  );
  const text = config === undefined ? "" : ((await readIfThere(place.context, config)) ?? "");
  refuseOtherOutput(text, config ?? "next.config");
  const customServer = await detectCustomServer(recipe, place, found, config);
  return {
    ...facts,
    recipe: "nextjs",
    port: facts.port ?? 3000,
    hasPublic: await isFolder(place.context, posix.join(app.folder, "public")),
    forcesStandalone: !/output\s*:\s*["'`]standalone["'`]/.test(text),
    ...(customServer ? { customServer } : {}),
    writablePaths: [posix.join("/app", app.folder, ".next/cache")],
  };
}

/** A start script that is not `next start` runs a server of the application's own. */
async function detectCustomServer(
  recipe: Recipe,
  { context }: Place,
  { app, packages }: FoundJavascript,
  config: string | undefined,
): Promise<CustomServer | undefined> {
  const start = recipe.start ?? parseStart(app.manifest.scripts["start"] ?? "");
  const entry = start?.find((word) => /\.[cm]?[jt]sx?$/.test(word));
  if (start === undefined || entry === undefined || /(^|\/)\.next\//.test(entry)) return undefined;
  refuseMissingTools(start, app);
  // What is there before the build is a source; it may import any other.
  if (await isThere(context, posix.join(app.folder, entry))) return { start };
  return { start, files: [...(config === undefined ? [] : [config]), ...findOutput(entry, app, packages)] };
}

function refuseOtherOutput(text: string, config: string): void {
  if (/output\s*:\s*["'`]export["'`]/.test(text)) {
    throw new UserError(`${config}: output: "export" writes files only, there is no server to run.`, {
      code: "config",
      fix: 'Use the recipe "static" with output: "out", or remove the line.',
    });
  }
  if (/distDir\s*:/.test(text)) {
    throw new UserError(`${config}: distDir moves the build's output to where the recipe does not look.`, {
      code: "config",
      fix: "Remove it, so that Next.js writes to .next.",
    });
  }
}
