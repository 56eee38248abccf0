import { posix } from "node:path";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import { runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { Fix } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { nodeAt, textAt } from "../../parse/tree-access.ts";
import { comparePlaces, type Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { allowsLine } from "./shared/version-range.ts";

export const rule = defineRule({
  id: "repo-toolchain-drift",
  group: "host",
  severity: "warn",
  summary: "What is developed and tested with is what runs",
  why: "Tests on Node 22 say little of an image with Node 20: built-in functions, native modules and the lock file's format differ between release lines. The difference shows as a crash in production that nobody can reproduce, or as an install that fails only in the image.",
  fix: "Write one version into the Dockerfile, .nvmrc or .python-version, engines, packageManager and the workflows.",
  links: [
    "https://nodejs.org/en/about/previous-releases",
    "https://github.com/actions/setup-node#usage",
    "https://devguide.python.org/versions/",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const lines = imageLines(facts);
    for (const declared of [...declarations(facts), ...otherImages(facts, lines)]) {
      const relevant = lines.filter(
        ({ tool, dockerfile, context }) => tool === declared.tool && concerns(declared.folder, dockerfile, context),
      );
      const [first] = relevant;
      if (!first || relevant.some(({ line }) => declared.allows(line))) continue;
      yield {
        at: declared.at,
        message: `${declared.what} has ${title(declared.tool)} ${declared.shown}, but the image runs ${title(first.tool)} ${first.shown}.`,
        related: [{ at: first.at, message: "This is what runs." }],
        ...(declared.replace && { fix: declared.replace(first.shown) }),
      };
    }
    const firsts = new Map<string, ImageLine>();
    for (const line of lines) {
      const key = `${line.tool} ${line.dockerfile}`;
      const other = firsts.get(key);
      if (!other) firsts.set(key, line);
      if (!other || other.line === line.line) continue;
      yield {
        at: line.at,
        message: `The stages of ${line.dockerfile} have ${title(line.tool)} ${other.shown} and ${line.shown}: native modules of one do not run in the other.`,
        related: [{ at: other.at, message: "This is the other stage." }],
      };
    }
    yield* pnpmDrift(facts);
  },
});

type Tool = "node" | "python";

const title = (tool: Tool): string => (tool === "node" ? "Node" : "Python");

/** A release line that production is built with. */
interface ImageLine {
  readonly tool: Tool;
  /** The major of Node, the minor of Python 3. */
  readonly line: number;
  readonly shown: string;
  readonly at: Place;
  readonly dockerfile: string;
  readonly context: string | undefined;
}

function lineOf(image: string): Pick<ImageLine, "tool" | "line" | "shown"> | undefined {
  const { name, version, major, isKnown } = parseImageReference(image);
  if (!isKnown || major === undefined || version === undefined) return undefined;
  if (name === "node") return { tool: "node", line: major, shown: String(major) };
  const minor = /^3\.(\d+)/.exec(version)?.[1];
  return name === "python" && minor !== undefined
    ? { tool: "python", line: Number(minor), shown: `3.${minor}` }
    : undefined;
}

function imageLines(facts: Facts): ImageLine[] {
  const lines = new Map<string, ImageLine>();
  for (const { production, dockerfile, stage, context } of facts.builds) {
    if (!production || !dockerfile || !stage) continue;
    for (const { baseImage } of feedingStages(dockerfile, stage)) {
      const line = lineOf(baseImage.image);
      const key = `${baseImage.at.file}:${baseImage.at.line}`;
      if (line && !lines.has(key)) lines.set(key, { ...line, at: baseImage.at, dockerfile: dockerfile.path, context });
    }
  }
  return [...lines.values()].sort((a, b) => comparePlaces(a.at, b.at));
}

interface Declaration {
  readonly tool: Tool;
  readonly folder: string;
  /** Where it stands, for people. */
  readonly what: string;
  readonly shown: string;
  readonly at: Place;
  allows(line: number): boolean;
  readonly replace?: (version: string) => Fix;
}

/** A declaration is about the images below its folder, and about those whose context it is in. */
const concerns = (folder: string, dockerfile: string, context: string | undefined): boolean =>
  folder === "" ||
  dockerfile.startsWith(`${folder}/`) ||
  (context !== undefined && `${context}/`.startsWith(`${folder}/`));

const exactly = (text: string, tool: Tool): ((line: number) => boolean) | undefined => {
  const pattern = tool === "node" ? /^v?(\d+)(\.|$)/ : /^3\.(\d+)(\.|$)/;
  const line = pattern.exec(text)?.[1];
  return line === undefined ? undefined : (other) => Number(line) === other;
};

function* declarations(facts: Facts): Generator<Declaration> {
  for (const path of facts.repository.ofKind("framework-config")) yield* versionFile(facts, path);
  for (const { root, folder, path } of facts.packages) {
    const node = nodeAt(root, "engines", "node");
    const range = textAt(node);
    if (node?.at && range !== undefined)
      yield {
        tool: "node",
        folder,
        what: `The engines of ${path}`,
        shown: range,
        at: node.at,
        allows: (line) => allowsLine(range, line, 0),
      };
  }
  for (const { source, folder, path } of facts.pythonProjects) {
    const match =
      /^requires-python\s*=\s*["']([^"']+)["']/m.exec(source.text) ??
      /^python\s*=\s*["']([\^~<>=]?[^"']+)["']/m.exec(source.text);
    if (!path.endsWith("pyproject.toml") || !match?.[1]) continue;
    const range = match[1];
    const start = match.index + match[0].lastIndexOf(range);
    const at = source.placeOf(start, start + range.length);
    yield {
      tool: "python",
      folder,
      what: `The file ${path}`,
      shown: range,
      at,
      allows: (line) => allowsLine(range, line, 1),
    };
  }
  for (const { jobs } of facts.workflows) {
    for (const { uses = "", with: given } of jobs.flatMap(({ steps }) => steps)) {
      const tool = uses.startsWith("actions/setup-node@")
        ? "node"
        : uses.startsWith("actions/setup-python@")
          ? "python"
          : undefined;
      const version = tool && given.get(`${tool}-version`);
      const allows = version && tool && exactly(version.text, tool);
      if (!tool || !version || !allows) continue;
      yield {
        tool,
        folder: "",
        what: "The workflow",
        shown: version.text,
        at: version.at,
        allows,
        replace: (to) => ({
          title: `Test with ${title(tool)} ${to}`,
          edits: replaceValue(facts, version.at, quoteFor(facts, version.at, to)),
        }),
      };
    }
  }
}

/** `3.10` without quotes is the number 3.1 in YAML. */
const quoteFor = (facts: Facts, at: Place, text: string): string =>
  text.includes(".") &&
  !/^["']/.test(
    facts.repository
      .read(at.file)
      ?.line(at.line)
      .slice(at.column - 1) ?? "",
  )
    ? `"${text}"`
    : text;

/** `.nvmrc`, `.node-version`, `.python-version`, `.tool-versions`. */
function* versionFile(facts: Facts, path: string): Generator<Declaration> {
  const name = posix.basename(path);
  const source = facts.repository.read(path);
  if (!source || !/^\.(nvmrc|node-version|python-version|tool-versions)$/.test(name)) return;
  const folder = posix.dirname(path).replace(/^\.$/, "");
  const pattern = name === ".tool-versions" ? /^(nodejs|node|python)[ \t]+(\S+)/gm : /^()(\S+)/gm;
  for (const match of source.text.matchAll(pattern)) {
    const [whole, kind = "", version = ""] = match;
    const tool: Tool = /python/.test(kind || name) ? "python" : "node";
    const allows = exactly(version, tool);
    if (!allows) continue;
    const start = match.index + whole.length - version.length;
    const at = source.placeOf(start, start + version.length);
    yield {
      tool,
      folder,
      what: `The file ${path}`,
      shown: version,
      at,
      allows,
      // asdf wants a whole version: only a person knows which.
      ...(name !== ".tool-versions" && {
        replace: (to: string) => ({ title: `Develop with ${title(tool)} ${to}`, edits: replaceValue(facts, at, to) }),
      }),
    };
  }
}

/** Images for development, and stages of one file that differ. */
function* otherImages(facts: Facts, lines: readonly ImageLine[]): Generator<Declaration> {
  const known = new Set(lines.map(({ at }) => `${at.file}:${at.line}`));
  for (const dockerfile of facts.dockerfiles) {
    for (const stage of dockerfile.stages) {
      if (stage.parent || known.has(`${stage.baseAt.file}:${stage.baseAt.line}`)) continue;
      const line = lineOf(stage.base);
      if (!line) continue;
      const folder = posix.dirname(dockerfile.path).replace(/^\.$/, "");
      yield {
        ...line,
        folder,
        what: `The stage${stage.name ? ` ${stage.name}` : ""} of ${dockerfile.path}`,
        at: stage.baseAt,
        allows: (other) => other === line.line,
      };
    }
  }
}

/** The pnpm of packageManager against the one that images and workflows install. */
function* pnpmDrift(facts: Facts) {
  const manager = facts.packages.flatMap(({ root }) => {
    const node = nodeAt(root, "packageManager");
    const major = /^pnpm@(\d+)/.exec(textAt(node) ?? "")?.[1];
    return node?.at && major !== undefined ? [{ major, at: node.at, text: textAt(node) ?? "" }] : [];
  });
  const [own] = manager;
  if (!own || manager.some(({ major }) => major !== own.major)) return;
  const uses: { version: string; at: Place; word: string }[] = [];
  for (const { instructions } of facts.dockerfiles) {
    for (const { command, argv } of runCommands(instructions)) {
      if (!/^(corepack|npm)$/.test(argv[0] ?? "")) continue;
      for (const word of command.words) {
        const version = /^pnpm@(\d+)/.exec(word.text)?.[1];
        if (version !== undefined) uses.push({ version, at: word.at, word: word.text });
      }
    }
  }
  for (const step of facts.workflows.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps))) {
    const given = step.uses?.startsWith("pnpm/action-setup@") ? step.with.get("version") : undefined;
    const version = /^(\d+)/.exec(given?.text ?? "")?.[1];
    if (given && version !== undefined) uses.push({ version, at: given.at, word: given.text });
  }
  for (const { version, at, word } of uses) {
    if (version === own.major) continue;
    const replacement = word.startsWith("pnpm@")
      ? own.text.replace(/\+.*$/, "")
      : own.text.replace(/^pnpm@|\+.*$/g, "");
    yield {
      at,
      message: `This takes pnpm ${version}, but packageManager says ${own.text.replace(/\+.*$/, "")}.`,
      related: [{ at: own.at, message: "Here it is declared." }],
      fix: { title: `Take ${replacement}`, edits: replaceValue(facts, at, quoteFor(facts, at, replacement)) },
    };
  }
}
