import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../model/error.ts";
import type { ProxyDefinition } from "../proxy-definition.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { nginxInclude } from "../volume/layout.ts";
import { type ProxyContainer, runIn } from "../volume/proxy-container.ts";
import { countConnections } from "./count-connections.ts";
import { printInclude } from "./print-include.ts";

/** nginx reads its configuration when it is told to; workers of the old one go on until their requests are answered. */
export function nginxKind({ upstreams, service }: ProxyDefinition): ProxyKind {
  const refuse = (detail: string, code: "config" | "failed") =>
    new UserError(`${service}: nginx refuses its configuration; the one before goes on.`, { code, detail });
  const reload = async (container: ProxyContainer, code: "config" | "failed") => {
    const fault = await findFault(container);
    if (fault !== undefined) throw refuse(fault, code);
    const old = new Set((await listWorkers(container)).map(({ pid }) => pid));
    const { exitCode, output } = await runIn(container, ["nginx", "-s", "reload"]);
    if (exitCode !== 0) throw refuse(output, code);
    await outlast(container, old, service);
  };
  return {
    describeTargets: (targets) => ({ [nginxInclude]: printInclude(targets, upstreams) }),
    activate: (container) => reload(container, "failed"),
    findFault,
    load: (container) => reload(container, "config"),
    countInFlight: async (container, addresses) => {
      const { exitCode, output } = await runIn(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"], {
        maxOutput: 16 << 20,
      });
      return exitCode === 0 ? countConnections(output, addresses) : undefined;
    },
  };
}

async function findFault(container: ProxyContainer): Promise<string | undefined> {
  const { exitCode, output } = await runIn(container, ["nginx", "-t", "-q"]);
  return exitCode === 0 ? undefined : output.trim();
}

interface Worker {
  pid: string;
  /** It answers what it has, and takes nothing new. */
  leaving: boolean;
}

/** Workers say in their title what they do: there is no other sign of whether one still takes requests. */
const listTitles = `for folder in /proc/[0-9]*; do
  title=$(tr '\\0' ' ' < "$folder/cmdline" 2> /dev/null) || continue
  case $title in "nginx: worker process"*) echo "\${folder#/proc/} $title" ;; esac
done`;

async function listWorkers(container: ProxyContainer): Promise<Worker[]> {
  const { output } = await runIn(container, ["sh", "-c", listTitles]);
  return output.split("\n").flatMap((line) => {
    const [pid = "", title] = line.trim().split(/ (.*)/);
    return title === undefined ? [] : [{ pid, leaving: title.includes("shutting down") }];
  });
}

/** A reload is only a signal: it has come through when none of the old workers takes requests. */
async function outlast(container: ProxyContainer, old: ReadonlySet<string>, service: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const workers = await listWorkers(container);
    const taking = workers.filter(({ leaving }) => !leaving);
    if (taking.length > 0 && taking.every(({ pid }) => !old.has(pid))) return;
    if (performance.now() > deadline) {
      throw new UserError(
        `${service}: nginx was told to load its configuration, but its workers are still the old ones.`,
        {
          code: "failed",
          fix: "Look into its log.",
        },
      );
    }
    await delay(50, undefined, { signal: container.signal });
  }
}
