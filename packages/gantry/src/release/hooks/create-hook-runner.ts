import { randomBytes } from "node:crypto";
import { splitLines } from "../../apply/container/split-lines.ts";
import { runOneOff } from "../../apply/run-one-off.ts";
import type { Engine } from "../../engine/engine.ts";
import { formatDuration } from "../../model/duration.ts";
import { UserError } from "../../model/error.ts";
import type { Hook, HookName } from "../../model/hooks.ts";
import type { Stack } from "../../model/stack.ts";
import { describeOneOff } from "../../plan/describe-one-off.ts";
import type { DescribeStackOptions } from "../../plan/describe-stack.ts";
import type { EmitDeployEvent } from "../deploy/deploy-event.ts";
import { runCommand } from "./run-command.ts";

const defaultTimeout = 600e9;

/** How many of its last lines an error shows. */
const shownLines = 20;

/** What a hook is told, as `GANTRY_…` variables: `release` becomes `GANTRY_RELEASE`. */
export type HookFacts = Readonly<Record<string, string | undefined>>;

export interface HookRunnerOptions {
  engine: Engine;
  stack: Stack;
  /** Facts that every hook is told. */
  facts: HookFacts;
  /** Where commands of this machine run. */
  directory: string;
  environment: Readonly<Record<string, string | undefined>>;
  describe: DescribeStackOptions;
  emit: EmitDeployEvent;
}

export type RunHooks = (name: HookName, facts: HookFacts, signal: AbortSignal) => Promise<void>;

/** Runs the hooks of a stack, those of one moment one after the other. What they print comes out as events. */
export function createHookRunner(options: HookRunnerOptions): RunHooks {
  const { stack, emit } = options;
  const hooks = stack["x-gantry"]?.hooks ?? {};
  return async (name, facts, signal) => {
    for (const [index, hook] of (hooks[name] ?? []).entries()) {
      refuseWrongService(name, index, hook, stack);
      const timeout = hook.timeout ?? defaultTimeout;
      const limited = AbortSignal.any([signal, AbortSignal.timeout(timeout / 1e6)]);
      const last: string[] = [];
      const onLine = (text: string, stream: "stdout" | "stderr") => {
        last.push(text);
        if (last.length > shownLines) last.shift();
        emit({ type: "output", subject: name, stream, text: `${text}\n` });
      };
      const variables = toVariables({ ...options.facts, ...facts, hook: name });
      const code = await start(hook, options, { variables, signal: limited, onLine }).catch((error: unknown) => {
        if (signal.aborted || !limited.aborted) throw error;
        throw failure(name, index, `took longer than ${formatDuration(timeout)}`, last);
      });
      if (code !== 0) throw failure(name, index, code === null ? "was killed" : `ended with exit code ${code}`, last);
    }
  };
}

function refuseWrongService(name: HookName, index: number, { service }: Hook, stack: Stack): void {
  if (service === undefined) return;
  const place = `x-gantry.hooks.${name}[${index}].service`;
  if (name === "pre_build") {
    const fix = "Leave the service out, or take pre_deploy.";
    throw new UserError(`${place}: before a build there is no image to run it in.`, { code: "config", fix });
  }
  if (stack.services[service]) return;
  const fix = `Name one of ${Object.keys(stack.services).join(", ")}.`;
  throw new UserError(`${place}: the stack has no service ${JSON.stringify(service)}.`, { code: "config", fix });
}

interface StartOptions {
  variables: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onLine: (text: string, stream: "stdout" | "stderr") => void;
}

async function start(
  { command, service }: Hook,
  { engine, stack, directory, environment, describe }: HookRunnerOptions,
  { variables, signal, onLine }: StartOptions,
): Promise<number | null> {
  if (service === undefined) {
    return await runCommand(command, { cwd: directory, env: { ...environment, ...variables }, signal, onLine });
  }
  const suffix = randomBytes(6).toString("hex");
  const oneOff = describeOneOff(stack, service, { ...describe, command, environment: variables, suffix });
  const lines = splitLines(onLine);
  const { exitCode } = await runOneOff(oneOff, {
    ...{ engine, signal, remove: true },
    onOutput: lines.take,
  });
  lines.end();
  return exitCode;
}

function toVariables(facts: HookFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      value === undefined ? [] : [[`GANTRY_${name.toUpperCase()}`, value]],
    ),
  );
}

function failure(name: HookName, index: number, what: string, last: readonly string[]): UserError {
  return new UserError(`hooks.${name}[${index}] ${what}.`, {
    code: "failed",
    ...(last.length > 0 && { detail: last.join("\n") }),
    fix: "Correct the command, or leave the hook out.",
  });
}
