import { randomBytes } from "node:crypto";
import { runOneOff } from "../../apply/run-one-off.ts";
import type { Engine } from "../../engine/engine.ts";
import { describeOneOff } from "../../plan/describe-one-off.ts";
import type { Handler } from "../commands/definition.ts";
import type { runOptions } from "../commands/run.ts";
import type { Context } from "../context.ts";
import { readOneOffExtras } from "./one-off-extras.ts";
import { readVariables } from "./read-variables.ts";
import { prepareGround } from "./run-ground.ts";
import { wantsTty } from "./wants-tty.ts";

export const runRun: Handler<typeof runOptions> = async (context, { operands, options }) => {
  const [service = "", ...command] = operands;
  const environment = readVariables(options.env, process.env, context);
  const tty = !options.detach && wantsTty(options, context.terminal);
  const { engine, stack, fileContents, description } = await prepareGround(context, service, options);
  const own = stack.services[service] ?? {};
  const extras = readOneOffExtras(options, { stack, directory: process.cwd() });
  const ports = [...(options.servicePorts ? (own.ports ?? []) : []), ...(extras.ports ?? [])];
  const shown = { ...stack, services: { ...stack.services, [service]: { ...own, ports } } };
  const oneOff = describeOneOff(shown, service, {
    ...description,
    fileContents,
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
  const exitCode = await runInTerminal(context, engine, oneOff, { tty, detach: options.detach, remove: options.rm });
  if (options.detach) context.print(oneOff.name);
  return exitCode;
};

async function runInTerminal(
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
  engine: Engine,
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
