import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { label } from "../../plan/labels.ts";
import type { Handler } from "../commands/definition.ts";
import type { execOptions } from "../commands/exec.ts";
import { environmentHost } from "../environment-host.ts";
import { bridgeSession } from "./bridge-session.ts";
import { openProject, requireKnown } from "./project.ts";
import { readVariables } from "./read-variables.ts";
import { wantsTty } from "./wants-tty.ts";

export const runExec: Handler<typeof execOptions> = async (context, { operands, options }) => {
  const { terminal } = context;
  const signal = AbortSignal.any([context.signal, terminal.readerGone]);
  const [service = "", ...command] = operands;
  const env = readVariables(options.env, process.env, context);
  const tty = wantsTty(options, terminal);
  const { name, engine, loaded } = await openProject(context, [service]);
  const id = await findContainer(engine, { project: name, service, index: options.index, signal }, loaded);
  const session = await engine.execSession(id, {
    command,
    env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    tty,
    stdin: true,
    privileged: options.privileged,
    signal,
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.workdir === undefined ? {} : { workingDir: options.workdir }),
  });
  return bridgeSession(session, { terminal, tty, signal });
};

interface ContainerChoice {
  project: string;
  service: string;
  index: number | undefined;
  signal: AbortSignal;
}

/** The service's running container with that number, or its first. */
async function findContainer(
  engine: Engine,
  { project, service, index, signal }: ContainerChoice,
  loaded: LoadedStack | undefined,
): Promise<string> {
  const labels = [`${label.project}=${project}`, `${label.oneOff}=False`];
  const containers = await engine.containers.list({ labels }, { signal });
  const names = containers.map(({ Labels }) => Labels[label.service] ?? "");
  requireKnown([service], new Set([...Object.keys(loaded?.stack.services ?? {}), ...names]), project);
  const candidates = containers
    .filter(({ Labels, State }) => Labels[label.service] === service && State === "running")
    .map(({ Id, Labels }) => ({ Id, number: Number(Labels[label.number]) }))
    .sort((a, b) => a.number - b.number);
  const chosen = index === undefined ? candidates[0] : candidates.find(({ number }) => number === index);
  if (chosen) return chosen.Id;
  const which = index === undefined ? service : `${service}-${index}`;
  const deployed = loaded && environmentHost(loaded) !== undefined;
  const fix = deployed ? `To deploy it: gantry deploy -e ${loaded.environment}` : `To start it: gantry up ${service}`;
  throw new UserError(`${which} is not running.`, { code: "failed", fix });
}
