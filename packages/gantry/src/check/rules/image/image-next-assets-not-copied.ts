import { posix } from "node:path";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import type { Instruction } from "../../facts/dockerfile/instruction.ts";
import { flagOf } from "../../facts/dockerfile/instruction.ts";
import { workdirAt } from "../../facts/dockerfile/workdir-at.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";
import { nextConfig, type Standalone, serverFolder, standaloneOf } from "./shared/standalone.ts";

export const rule = defineRule({
  id: "image-next-assets-not-copied",
  group: "image",
  severity: "error",
  summary: "The standalone server of Next.js has its static files and its public folder beside it",
  why: "The standalone folder has the server and no assets: those are meant for a CDN. Without .next/static every script and style answers 404, and the page that comes is text that nothing works on; without public the images, robots.txt and favicon are gone. The health check stays green all the while.",
  fix: "Copy .next/static to .next/static, and public to public, beside server.js.",
  links: ["https://nextjs.org/docs/app/api-reference/config/next-config-js/output"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const standalone = standaloneOf(facts, production);
      if (!standalone?.app || copiesItself(facts, production, standalone)) continue;
      const { app } = standalone;
      yield* checkAsset(facts, production, standalone, ".next/static");
      if (facts.repository.exists(posix.join(app.folder, "public")) === "yes")
        yield* checkAsset(facts, production, standalone, "public");
    }
  },
});

/** A script of the build brings them, or a CDN serves them. */
function copiesItself(facts: Facts, { dockerfile, stage }: ProductionStage, { app }: Standalone): boolean {
  const stages = [...feedingStages(dockerfile, stage)];
  const texts = stages.flatMap(({ instructions }) => instructions.map(({ shell }) => shell?.text ?? ""));
  const scripts = facts.packages.flatMap((each) => [...each.scripts.values()].map(({ text }) => text));
  if (
    [...texts, ...scripts].some(
      (text) => /standalone/.test(text) && /\b(cp|cpy|copyfiles|rsync|mv|ln|shx)\b/.test(text),
    )
  )
    return true;
  return /assetPrefix/.test((app && nextConfig(facts, app)?.text) ?? "");
}

function* checkAsset(
  facts: Facts,
  { stage, dockerfile }: ProductionStage,
  standalone: Standalone,
  asset: ".next/static" | "public",
): Generator<Report> {
  const { target, copy, source, app } = standalone;
  const below = serverFolder(facts, standalone);
  const expected = target !== undefined && below !== undefined ? posix.join(target, below, asset) : undefined;
  const copies = stage.inherited.filter(
    ({ keyword, words }) =>
      (keyword === "COPY" || keyword === "ADD") && words.slice(0, -1).some(({ text }) => brings(text, asset)),
  );
  // The whole application, or a folder that nobody knows.
  if (stage.inherited.some((each) => each !== copy && copiesAll(each))) return;
  if (copies.length === 0) {
    const commented = commentedCopy(stage.source.text, stage.source.path, asset, (offset) =>
      stage.source.positionAt(offset),
    );
    yield {
      at: commented ?? source.at,
      message:
        asset === "public"
          ? `The image has no public folder, although ${posix.join(app?.folder ?? "", "public")} exists: its files answer 404.`
          : "The image has the standalone server, but not .next/static: scripts and styles answer 404.",
      fix: addCopy(facts, dockerfile.path, standalone, asset, expected, commented),
    };
    return;
  }
  if (expected === undefined) return;
  const targets = copies.map((each) => ({ each, at: targetOf(stage, each, asset) }));
  const [first] = targets;
  if (!first || targets.some(({ at }) => at === undefined || at === expected)) return;
  yield {
    at: first.each.words.at(-1)?.at ?? first.each.at,
    message: `COPY brings ${asset} to ${first.at}, but the server looks for it in ${expected}.`,
    related: [{ at: source.at, message: "Here the server is copied." }],
  };
}

const brings = (text: string, asset: string): boolean =>
  text.replace(/\/?\*?$/, "").endsWith(asset) || (asset === ".next/static" && /\.next\/?$/.test(text));

const copiesAll = ({ keyword, words }: Instruction): boolean =>
  (keyword === "COPY" || keyword === "ADD") &&
  words
    .slice(0, -1)
    .some(
      ({ text }) =>
        /^\.\/?$/.test(text) || /^\/(app|src|usr\/src\/app|repo|workspace)\/?$/.test(text) || text.includes("$"),
    );

/** Where the files come to lie; undefined when that is not known. */
function targetOf(stage: ProductionStage["stage"], instruction: Instruction, asset: string): string | undefined {
  const last = instruction.words.at(-1)?.text ?? "";
  const workdir = workdirAt(stage, instruction);
  if (
    last.includes("$") ||
    (workdir === undefined && !last.startsWith("/")) ||
    flagOf(instruction, "parents") !== undefined
  )
    return undefined;
  const folder = posix.resolve(workdir ?? "/", last);
  const whole = instruction.words.some(({ text }) => asset === ".next/static" && /\.next\/?$/.test(text));
  return whole ? posix.join(folder, "static") : folder;
}

/** `# COPY … public …`: somebody thought of it. */
function commentedCopy(
  text: string,
  file: string,
  asset: string,
  positionAt: (offset: number) => Place,
): Place | undefined {
  const match = new RegExp(`^[ \\t]*#[ \\t]*COPY\\b.*/${asset.replaceAll(".", "\\.")}/?[ \\t]`, "m").exec(text);
  return match ? { ...positionAt(match.index + match[0].indexOf("#")), file } : undefined;
}

function addCopy(
  facts: Facts,
  file: string,
  { copy, builtIn, target }: Standalone,
  asset: string,
  expected: string | undefined,
  commented: Place | undefined,
): Fix | undefined {
  if (expected === undefined || target === undefined) return undefined;
  const flags = copy.flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`));
  const last = copy.words.at(-1)?.text ?? "./";
  // Relative as the other one is.
  const relative = posix.relative(target, expected);
  const to = last.startsWith("/") ? expected : posix.join(last, relative);
  const shown = to.startsWith("/") || to.startsWith(".") ? to : `./${to}`;
  const line = ["COPY", ...flags, `${builtIn}/${asset}`, shown.startsWith(".next") ? `./${shown}` : shown].join(" ");
  const source = facts.repository.read(file);
  if (commented && source) {
    const start = source.offsetAt({ line: commented.line, column: 1 });
    const edit = { file, start, end: start + source.line(commented.line).length, text: line };
    return { title: `Copy ${asset}`, edits: [edit] };
  }
  return { title: `Copy ${asset}`, edits: insertLines(facts, file, (copy.at.endLine ?? copy.at.line) + 1, [line]) };
}
