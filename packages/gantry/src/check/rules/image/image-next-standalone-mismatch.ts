import { posix } from "node:path";
import { workdirAt } from "../../facts/dockerfile/workdir-at.ts";
import type { Facts } from "../../facts/facts.ts";
import type { PackageFacts } from "../../facts/package-facts.ts";
import type { Report } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { entriesOf, nodeAt, textAt } from "../../parse/tree-access.ts";
import type { SourceText } from "../../repository/source-text.ts";
import { defineRule } from "../../rule.ts";
import { commandStart } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";
import { isWorkspace, nextConfig, type Standalone, serverFolder, standaloneOf } from "./shared/standalone.ts";

export const rule = defineRule({
  id: "image-next-standalone-mismatch",
  group: "image",
  severity: "error",
  summary: "The standalone server that an image copies is built, and started where it stands",
  why: 'Next.js writes .next/standalone only with output: "standalone"; without it the COPY fails. In a workspace it repeats the application\'s path below the root, so the server is apps/web/server.js, and a command that starts server.js ends with Cannot find module. And where the root is not the one that Next.js guesses, packages of the workspace are missing from what it traced.',
  fix: 'Set output: "standalone", and outputFileTracingRoot in a workspace, and start the server at its path.',
  links: ["https://nextjs.org/docs/app/api-reference/config/next-config-js/output"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const standalone = standaloneOf(facts, production);
      if (!standalone?.app) continue;
      yield* checkOutput(facts, standalone, standalone.app);
      yield* checkServer(facts, production, standalone);
    }
  },
});

function* checkOutput(facts: Facts, { copy, source }: Standalone, app: PackageFacts): Generator<Report> {
  const config = nextConfig(facts, app);
  if (isOff(config) && !setsOutput(facts, copy)) {
    yield {
      at: source.at,
      message: config
        ? `COPY takes .next/standalone, but ${config.path} does not set output: "standalone".`
        : `COPY takes .next/standalone, but ${app.folder === "" ? "the application" : app.folder} has no next.config with output: "standalone".`,
      related: [
        {
          at: config ? { file: config.path, line: 1, column: 1 } : { file: app.path, line: 1, column: 1 },
          message: "This is the application.",
        },
      ],
      advice: 'Add output: "standalone" to next.config.',
    };
    return;
  }
  if (!config || /outputFileTracingRoot/.test(config.text) || !isWorkspace(facts, app) || isComposed(config)) return;
  const local = workspaceDependency(app);
  if (local === undefined) return;
  yield {
    at: { file: config.path, line: 1, column: 1 },
    severity: "warn",
    message: `The application needs ${local} of the workspace, but next.config does not set outputFileTracingRoot: what is traced depends on where Next.js thinks the root is.`,
    related: [{ at: source.at, message: "Here the standalone server is copied." }],
    advice: "Set outputFileTracingRoot to the workspace's root.",
  };
}

/** Whether the configuration surely does not ask for it. */
const isOff = (config: SourceText | undefined): boolean =>
  config === undefined || (!/standalone|\boutput\b/.test(stripComments(config.text)) && !isComposed(config));

/** The variable by which Next.js writes it whatever its configuration says. */
const setsOutput = (facts: Facts, { at }: Standalone["copy"]): boolean =>
  /\bNEXT_PRIVATE_STANDALONE[= ]/.test(facts.repository.read(at.file)?.text ?? "");

/** Parts of it stand in other files. */
const isComposed = ({ text }: SourceText): boolean =>
  /\.\.\.\s*[A-Za-z_$]|(from|require\()\s*["'](\.|@[\w-]+\/(config|next))/.test(text);

const stripComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, "$1");

function workspaceDependency({ root }: PackageFacts): string | undefined {
  for (const [name, node] of entriesOf(nodeAt(root, "dependencies"))) {
    if (textAt(node)?.startsWith("workspace:")) return name;
  }
  return undefined;
}

/** `node server.js` of the command against where the server is. */
function* checkServer(facts: Facts, { stage }: ProductionStage, standalone: Standalone): Generator<Report> {
  const below = serverFolder(facts, standalone);
  const { target, app } = standalone;
  const config = app && nextConfig(facts, app);
  const command = stage.last("CMD") ?? stage.last("ENTRYPOINT");
  if (below === undefined || target === undefined || !command) return;
  // A root of one's own choice shifts the path.
  if (/outputFileTracingRoot/.test(config?.text ?? "") && below === "" && standalone.folder !== "") return;
  const words = command.exec ? command.words : (command.shell?.commands.at(-1)?.words ?? []);
  const start = commandStart(words.map(({ text }) => text));
  const script = words.slice(start + 1).find(({ text }) => !text.startsWith("-"));
  if (
    words[start]?.text !== "node" ||
    !script ||
    posix.basename(script.text) !== "server.js" ||
    script.text.includes("$")
  )
    return;
  const workdir = workdirAt(stage, command);
  if (workdir === undefined && !script.text.startsWith("/")) return;
  const started = posix.resolve(workdir ?? "/", script.text);
  const expected = posix.join(target, below, "server.js");
  if (started === expected || bringsServer(stage, started)) return;
  const shown = script.text.startsWith("/") ? expected : posix.relative(workdir ?? "/", expected);
  yield {
    at: script.at,
    message: `The command starts ${started}, but the standalone server is copied to ${expected}.`,
    related: [{ at: standalone.source.at, message: "Here it is copied." }],
    fix: { title: `Start ${shown}`, edits: replaceValue(facts, script.at, shown), suggestion: true },
  };
}

/** Another file of that name, copied after it. */
const bringsServer = (stage: ProductionStage["stage"], path: string): boolean =>
  stage.inherited.some(({ keyword, words, shell }) =>
    keyword === "COPY" || keyword === "ADD"
      ? words.some(({ text }) => /server\.[cm]?[jt]s/.test(text)) ||
        (/\.$|\/$/.test(words[0]?.text ?? "") && /^\.\/?$/.test(words[0]?.text ?? ""))
      : keyword === "RUN" && (shell?.text ?? "").includes(posix.basename(path)),
  );
