import { randomBytes } from "node:crypto";
import { applyPlan } from "../../apply/apply-plan.ts";
import { runOneOff } from "../../apply/run-one-off.ts";
import { describeOneOff } from "../../plan/describe-one-off.ts";
import { observe } from "../../plan/observe.ts";
import { readFileSources } from "../../plan/read-file-sources.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import type { runOptions } from "../commands/run.ts";
import type { Context } from "../context.ts";
import { chooseReader } from "../render/choose-reader.ts";
import { type DesiredState, describeDesired, describeOptions } from "./desired-state.ts";
import { readOneOffExtras } from "./one-off-extras.ts";
import { planForOneOff } from "./plan-for-one-off.ts";
import { requireKnown } from "./project.ts";
import { readVariables } from "./read-variables.ts";
import { applyOptions } from "./up.ts";
import { wantsTty } from "./wants-tty.ts";

type Options = OptionValues<typeof runOptions>;

export const runRun: Handler<typeof runOptions> = async (context, { operands, options }) => {
  const [service = "", ...command] = operands;
  const environment = readVariables(options.env, process.env);
  const tty = !options.detach && wantsTty(options, context.terminal);
  const state = await describeDesired(context, { services: [service] });
  const { loaded, engine } = state;
  const { services } = loaded.stack;
  requireKnown([service], new Set(Object.keys(services)), loaded.stack.name);
  const extras = readOneOffExtras(options, { stack: loaded.stack, directory: process.cwd() });
  await prepareGround(context, state, service, options);
  const ports = [...(options.servicePorts ? (services[service]?.ports ?? []) : []), ...(extras.ports ?? [])];
  const stack = { ...loaded.stack, services: { ...services, [service]: { ...services[service], ports } } };
  const oneOff = describeOneOff(stack, service, {
    ...describeOptions(loaded, engine),
    fileContents: await readFileSources(loaded),
    command: command.length > 0 ? command : undefined,
    entrypoint: extras.entrypoint,
    environment,
    user: options.user,
    workingDir: options.workdir,
    labels: extras.labels,
    volumes: extras.volumes,
    servicePorts: true,
    autoRemove: options.rm,
    name: options.name,
    suffix: randomBytes(6).toString("hex"),
    tty,
    stdin: !options.detach,
  });
  const exitCode = await runInTerminal(context, state, oneOff, { tty, detach: options.detach, remove: options.rm });
  if (options.detach) context.print(oneOff.name);
  return exitCode;
};

/** stdout is the command's: what happens before goes to stderr, also as JSON. */
async function prepareGround(
  context: Context,
  { loaded, engine, desired }: DesiredState,
  service: string,
  { deps, waitTimeout }: Options,
): Promise<void> {
  const observed = await observe(engine, desired.project, desired, { signal: context.signal });
  const plan = planForOneOff(desired, observed, { service, deps });
  if (plan.operations.length === 0) return;
  using reader = chooseReader(context, context.terminal.stderr);
  await applyPlan(plan, { ...applyOptions(context, loaded), engine, emit: reader.read, waitTimeout });
}

async function runInTerminal(
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
  { engine }: DesiredState,
  oneOff: ReturnType<typeof describeOneOff>,
  { tty, detach, remove }: { tty: boolean; detach: boolean; remove: boolean },
): Promise<number> {
  const { stdin, stdout, stderr } = terminal;
  if (tty) terminal.setRawMode();
  try {
    const { exitCode } = await runOneOff(oneOff, {
      engine,
      signal: AbortSignal.any([signal, terminal.readerGone]),
      remove,
      detach,
      ...(detach ? {} : { input: stdin }),
      onOutput: ({ stream, data }) => void (stream === "stdout" ? stdout : stderr).write(data),
      ...(tty && {
        terminal: {
          size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
          onResize: (listener) => {
            stdout.on("resize", listener);
            return () => stdout.off("resize", listener);
          },
        },
      }),
    });
    return exitCode;
  } finally {
    terminal.restore();
    stdin.pause();
    // An open pipe would keep the process waiting for input that nobody reads.
    stdin.unref?.();
  }
}
