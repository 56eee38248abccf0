import type { Finished } from "../../test/e2e/cli/workspace.ts";
import { createBuiltStack } from "../../test/e2e/deploy/built-stack.ts";
import { median } from "../measure.ts";
import { formatSeconds, formatTable } from "../report.ts";

/** How long commands take on a server that is reached over ssh, in milliseconds: medians. */
export interface OverSsh {
  command: string;
  milliseconds: number;
  slowest: number;
  runs: number;
}

/** Each command this many times in a run of the benchmark. */
const repetitions = 5;

/** Deploys of a stack with a service that a recipe builds, through the real sshd of the lab's server. */
export async function measureOverSsh(runs: number, progress: (line: string) => void): Promise<OverSsh[]> {
  await using stack = await createBuiltStack(18_291);
  const { deployment, describe } = stack;
  const times = new Map<string, number[]>();
  const measure = async (command: string, ...args: string[]) => {
    const began = performance.now();
    succeed(await deployment.gantry(...args));
    times.set(command, [...(times.get(command) ?? []), performance.now() - began]);
  };
  succeed(await deployment.gantry("deploy", "--yes", "--watch", "1s"));
  for (let index = 0; index < runs * repetitions; index++) {
    progress(`over ssh, ${index + 1} of ${runs * repetitions}`);
    await measure("gantry deploy, nothing to do", "deploy", "--yes");
    await describe(String(index + 2));
    await measure("gantry deploy --watch 1s, a variable has changed", "deploy", "--yes", "--watch", "1s");
    await measure("gantry rollback, which watches for 1 s", "rollback", "--yes");
    await describe("1");
  }
  return [...times].map(([command, taken]) => ({
    command,
    milliseconds: median(taken),
    slowest: Math.max(...taken),
    runs: taken.length,
  }));
}

/** @throws Error when the command failed: then there is nothing to measure. */
function succeed({ code, stderr }: Finished): void {
  if (code !== 0) throw new Error(`exit code ${code}:\n${stderr}`);
}

export function formatOverSsh(rows: readonly OverSsh[]): string {
  return formatTable(
    ["over ssh", "runs", "median", "slowest"],
    rows.map(({ command, milliseconds, slowest, runs }) => [
      command,
      String(runs),
      formatSeconds(milliseconds),
      formatSeconds(slowest),
    ]),
  );
}
