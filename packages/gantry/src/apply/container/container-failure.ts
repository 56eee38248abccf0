import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { formatLines, readLastLines } from "./last-lines.ts";

export interface AwaitedContainer {
  id: string;
  name: string;
  service: string;
}

/** Ended although it should run. */
export async function containerExited(
  engine: Engine,
  { id, name, service }: AwaitedContainer,
  { exitCode, restarting = false }: { exitCode: number; restarting?: boolean },
): Promise<UserError> {
  const [state, lines] = await Promise.all([
    engine.containers.inspect(id, { signal: AbortSignal.timeout(5000) }).then(
      (found) => found.State,
      () => undefined,
    ),
    readLastLines(engine, id),
  ]);
  const memory = state?.OOMKilled ? ", killed because it used more memory than its limit" : "";
  const again = restarting || state?.Restarting ? " and is being restarted" : "";
  return new UserError(`${service}: its container ${name} exited with code ${exitCode}${memory}${again}.`, {
    code: "container-exited",
    detail: formatLines(`Last lines of ${name}`, lines),
    fix: state?.OOMKilled
      ? "Raise its memory limit, or make it use less."
      : lines.length > 0
        ? "Its last lines say why."
        : "It wrote nothing; check its command and entrypoint.",
  });
}

/** Runs, but its health check fails. */
export async function containerUnhealthy(
  engine: Engine,
  { id, name, service }: AwaitedContainer,
  check: { failures: number; exitCode: number | undefined; output: string },
): Promise<UserError> {
  const lines = await readLastLines(engine, id);
  const times = check.failures === 1 ? "once" : `${check.failures} times in a row`;
  const said = check.output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .slice(-20);
  const code = check.exitCode === undefined ? "" : ` (exit code ${check.exitCode})`;
  return new UserError(`${service}: the health check of ${name} failed ${times}.`, {
    code: "unhealthy",
    detail: [
      said.length > 0 ? formatLines(`The check wrote${code}`, said) : `The check wrote nothing${code}.`,
      formatLines(`Last lines of ${name}`, lines),
    ]
      .filter(Boolean)
      .join("\n"),
    fix: "Mend what the check complains about, or give the service more time with healthcheck.start_period.",
  });
}

/** A dependent waits for its health, and it has no health check. */
export function missingHealthCheck({ service }: AwaitedContainer): UserError {
  return new UserError(`${service}: other services wait until it is healthy, but it has no health check.`, {
    code: "config",
    fix: "Give it a healthcheck, or let them wait for service_started.",
  });
}
