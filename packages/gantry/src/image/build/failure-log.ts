import { UserError } from "../../model/error.ts";
import type { BuildTarget } from "./build-target.ts";
import type { BuildNews } from "./read-progress.ts";

const kept = 30;

/** Remembers what is worth telling when a build fails: the first step that failed, and the last lines of its image and of the command. */
export interface FailureLog {
  note(news: BuildNews): void;
  /** The error for the user, once the build has failed. */
  toError(): UserError;
}

export function createFailureLog(targets: readonly BuildTarget[], apiVersion: string | undefined): FailureLog {
  const lines = new Map<string | undefined, string[]>();
  let failure: { target: string | undefined; step: string; message: string } | undefined;
  return {
    note: ({ target, output, failure: found }) => {
      // Those that come after it were ended because of it.
      if (found) failure ??= { target, ...found };
      const own = lines.get(target) ?? [];
      lines.set(target, own);
      for (const line of output?.split("\n") ?? []) if (line.trim()) own.push(line.trimEnd());
      own.splice(0, Math.max(0, own.length - kept));
    },
    toError: () => {
      const general = lines.get(undefined) ?? [];
      const blamed = failure?.target ?? findBlamed(general, targets);
      const target = targets.find(({ name }) => name === blamed) ?? (targets.length === 1 ? targets[0] : undefined);
      const wrote = target ? (lines.get(target.name) ?? []) : [];
      // The command's own lines repeat the step's, and show where in the Dockerfile it stands.
      const detail = [...wrote, ...(failure ? [] : general)].slice(-kept);
      const reason = failure?.message;
      const all = reason === undefined ? detail : [...detail, reason];
      const subject = target ? (target.services[0] ?? target.name) : "The build";
      const where = failure ? ` at ${failure.step}` : "";
      return new UserError(
        target ? `${subject}: the build of its image failed${where}.` : `The build failed${where}.`,
        {
          code: "build-failed",
          ...(all.length > 0 && { detail: ["The build wrote:", ...all.map((line) => `  ${line}`)].join("\n") }),
          fix: suggestFix(target, apiVersion),
        },
      );
    },
  };
}

/** `ERROR: target web: failed to solve: …`: what went wrong before any step began. */
function findBlamed(general: readonly string[], targets: readonly BuildTarget[]): string | undefined {
  return targets.find(({ name }) => general.some((line) => line.startsWith(`ERROR: target ${name}: `)))?.name;
}

function suggestFix(target: BuildTarget | undefined, apiVersion: string | undefined): string {
  // The builder that is part of Engine 20.10 has no additional contexts; a newer Dockerfile syntax brings them along.
  const contexts = Object.keys(target?.build.additional_contexts ?? {}).length > 0;
  if (contexts && apiVersion !== undefined && Number(apiVersion.split(".")[1]) < 42) {
    return "This engine is older than 23, and takes additional contexts only with a first line `# syntax=docker/dockerfile:1` in the Dockerfile. Otherwise mend what the last step complains about; nothing was changed.";
  }
  return "Mend what the last step complains about; nothing was changed.";
}
