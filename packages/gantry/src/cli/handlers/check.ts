import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { allRules, type CheckOptions, checkRepository, findRule } from "../../check/check-repository.ts";
import type { LiveImages } from "../../check/facts/images/live-image.ts";
import { severities } from "../../check/finding.ts";
import type { CheckReport } from "../../check/report/report.ts";
import { makeBaseline, printBaseline } from "../../check/suppress/baseline.ts";
import { configNames, isTyped } from "../../config/find-config.ts";
import { UserError } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";
import type { checkOptions } from "../commands/check.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import type { Context } from "../context.ts";
import { version } from "../version.ts";
import { type CheckFormat, printReport } from "./check-formats.ts";
import { type CheckPlace, findCheckPlace, relativePath } from "./check-place.ts";
import { optimiseLater } from "./optimise-later.ts";
import { defaultBaseline, readBaseline } from "./read-baseline.ts";
import { writeOutput } from "./write-output.ts";

type Options = OptionValues<typeof checkOptions>;

export const runCheckCommand: Handler<typeof checkOptions> = async (context, { operands, options }) => {
  if (options.listRules) return listRules(context);
  if (options.explain !== undefined) return explain(context, options.explain);
  for (const id of options.rule) requireRule(id);
  if (options.dryRun && !options.fix) {
    throw new UserError("gantry check: --dry-run shows what --fix would do.", { code: "usage", fix: "Add --fix." });
  }
  const place = findCheckPlace(operands);
  const { root } = place;
  optimiseLater();
  const baselinePath = resolve(options.baseline ?? join(root, defaultBaseline));
  const stack = await readStack(context, root);
  const look = (live?: CheckOptions["live"]): CheckReport =>
    checkRepository({ ...toCheckOptions(context, options, place), ...stack, live });
  const live = options.live ? await askEngine(context, look()) : undefined;
  const run = (): CheckReport => look(live);
  let report = run();
  if (options.updateBaseline) {
    writeOutput(baselinePath, printBaseline(makeBaseline(report.findings, report.repository)), "--baseline");
    context.note(`${report.findings.length} findings are in ${relative(process.cwd(), baselinePath) || baselinePath}.`);
    return 0;
  }
  if (options.fix) {
    const { applyFixes } = await import("./check-fixes.ts");
    const shown = await applyFixes(context, report, { write: !options.dryRun, run });
    if (options.dryRun) return exitCode(report, options);
    report = shown;
  }
  const text = await printReport(report, formatOf(context, options), context.terminal.outColors);
  if (options.output !== undefined) writeOutput(options.output, `${text}\n`, "--output");
  else if (text !== "") context.print(text);
  return exitCode(report, options);
};

/** What the engine says of the images that the check asks about: those that it has. */
async function askEngine(context: Context, { askedImages }: CheckReport): Promise<LiveImages> {
  const { readLiveImages } = await import("../../check/live/read-live-images.ts");
  const engine = await context.connect();
  const live = await readLiveImages(engine, askedImages, { signal: context.signal });
  context.note(
    live.size === 0
      ? `${engine.address} has none of the images.`
      : `Looked at ${[...live.keys()].join(", ")} on ${engine.address}.`,
  );
  return live;
}

function toCheckOptions(context: Context, options: Options, { root, within }: CheckPlace): CheckOptions {
  const baseline = options.updateBaseline ? undefined : readBaseline(root, options.baseline);
  return {
    root,
    within,
    rules: options.rule.length > 0 ? options.rule : undefined,
    severity: severities.find((severity) => severity === options.severity),
    environment: context.globals.env,
    baseline,
    version,
  };
}

/** What `-f` names, or the config file of the root, as it is in production or in the environment that is named. A config that cannot be loaded is a finding. */
async function readStack(
  { globals }: Context,
  root: string,
): Promise<Pick<CheckOptions, "typed" | "problems" | "chosen">> {
  const named = globals.file.map((file) => inRepository(root, file));
  const name = named.length > 0 ? named.find(isTyped) : configNames.find((each) => existsSync(join(root, each)));
  if (name === undefined) return named.length > 0 ? { chosen: named } : {};
  const chosen = named.filter((file) => !isTyped(file));
  const { readTypedStack } = await import("./read-typed-stack.ts");
  try {
    return {
      typed: await readTypedStack(join(root, name), { root, environment: globals.env }),
      ...(named.length > 0 && { chosen }),
    };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "usage") throw error;
    const issues = error.issues.length > 0 ? error.issues : [{ message: error.message, fix: error.fix }];
    const at = { file: name, line: 1, column: 1 };
    return { problems: issues.map(({ message, fix }) => ({ at, message: [message, fix].filter(Boolean).join(" ") })) };
  }
}

/** @throws UserError `usage` for a file that is not there. */
function inRepository(root: string, file: string): string {
  const path = relativePath(root, resolve(file));
  if (existsSync(join(root, path)) && !path.startsWith("..")) return path;
  throw new UserError(`--file: there is no ${JSON.stringify(file)} in ${root}.`, {
    code: "usage",
    fix: "Give files of the repository that is checked.",
  });
}

const formatOf = (context: Context, { format }: Options): CheckFormat =>
  (format as CheckFormat | undefined) ?? (context.globals.json ? "json" : "text");

function exitCode({ findings }: CheckReport, { maxWarnings }: Options): number {
  const warnings = findings.filter(({ severity }) => severity === "warn").length;
  const failed = findings.some(({ severity }) => severity === "error");
  return failed || (maxWarnings !== undefined && warnings > maxWarnings) ? 1 : 0;
}

function requireRule(id: string) {
  const rule = findRule(id);
  if (rule) return rule;
  const meant = nearest(
    id,
    allRules.map((each) => each.id),
  );
  throw new UserError(`gantry check: there is no rule "${id}".`, {
    code: "usage",
    fix: meant ? `Did you mean "${meant}"?` : "See gantry check --list-rules.",
  });
}

async function explain(context: Context, id: string): Promise<number> {
  const rule = requireRule(id);
  const { check: _, ...metadata } = rule;
  if (context.globals.json) context.printJson(metadata);
  else context.print((await import("../../check/report/explain-rule.ts")).explainRule(rule));
  return 0;
}

function listRules(context: Context): number {
  if (context.globals.json) {
    context.printJson(allRules.map(({ check: _, ...metadata }) => metadata));
    return 0;
  }
  const width = Math.max(...allRules.map(({ id }) => id.length));
  for (const { id, severity, summary } of allRules) {
    context.print(`${id.padEnd(width)}  ${severity.padEnd(5)}  ${summary}`);
  }
  return 0;
}
