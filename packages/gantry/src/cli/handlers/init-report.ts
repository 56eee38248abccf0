import { relative } from "node:path";
import type { Findings } from "../../init/findings.ts";
import type { Context } from "../context.ts";
import { jsonVersion } from "../json-version.ts";

/** The config that was made. */
export interface WrittenConfig {
  source: "repository" | "compose";
  text: string;
  assumptions: string[];
}

export interface WrittenFile {
  path: string;
  action: "written" | "changed";
}

interface Outcome {
  directory: string;
  findings: Findings;
  /** Undefined when the Compose files are kept. */
  written: WrittenConfig | undefined;
  files: readonly WrittenFile[];
  dryRun: boolean;
}

/** Says what was found, assumed and written, and what is to be done. */
export function reportInit(context: Context, { directory, findings, written, files, dryRun }: Outcome): void {
  if (context.globals.json) {
    context.printJson({
      version: jsonVersion,
      folder: directory,
      source: written?.source ?? "kept",
      files,
      ...(dryRun && written ? { config: written.text } : {}),
      findings: summarize(findings),
      assumptions: written?.assumptions ?? [],
    });
    return;
  }
  if (!written) {
    context.note("There are Compose files, and Gantry runs them as they are: gantry up. Nothing was written.");
    context.note(
      "A typed stack with the same model: gantry init --convert. One from the repository: gantry init --ignore-compose.",
    );
    return;
  }
  const found = written.source === "repository" ? findings : undefined;
  for (const { key, framework, folder } of found?.applications ?? []) {
    context.note(`Found ${key}: ${framework} in ${folder}`);
  }
  for (const note of found?.notes ?? []) context.note(note);
  for (const assumption of written.assumptions) context.note(`Assumed: ${assumption}`);
  if (dryRun) context.print(written.text.trimEnd());
  for (const { path, action } of files) context.print(`${action} ${relative(process.cwd(), path) || path}`);
  for (const sentence of new Set(found?.applications.flatMap(({ todo }) => todo))) context.note(`To do: ${sentence}`);
  if (!dryRun) context.note("Next: gantry config to look at it, gantry up to run it.");
}

/** What was found, without the templates' example values. */
function summarize(findings: Findings) {
  return {
    ...findings,
    applications: findings.applications.map(({ reads: _reads, variables, ...application }) => ({
      ...application,
      variables: variables.map(({ name, from }) => ({ name, from })),
    })),
  };
}
