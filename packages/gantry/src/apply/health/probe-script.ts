/**
 * Running a check through exec costs the engine some 45 ms of CPU, most of it in setting up the process; the check itself is
 * often done in five. So one exec runs several checks in a row, in a small loop of the container's own shell, and ends with the first that succeeds.
 * The check's argv is passed as arguments: the loop changes nothing about what runs, or as whom.
 */
const marker = "\u001e";

export interface ProbeRound {
  exitCode: number;
  /** What the last check wrote. */
  output: string;
  /** How many checks ran, and the CPU milliseconds of them all; undefined when the container has no shell to loop in. */
  loop: { checks: number; cpu: number } | undefined;
}

/** The argv that runs `command` once, and again after each pause (milliseconds) until it exits 0. */
export function buildProbeLoop(command: readonly string[], pauses: readonly number[]): string[] {
  const waits = ["0", ...pauses.map((pause) => (pause / 1000).toFixed(3))].join(" ");
  // Not every sleep takes fractions: one that fails ends the loop instead of spinning. The long names keep clear of the container's own environment.
  const script = [
    "gantry_checks=0 gantry_code=1 gantry_output=",
    `for gantry_wait in ${waits}; do`,
    `  if [ "$gantry_checks" -gt 0 ]; then sleep "$gantry_wait" || break; fi`,
    `  gantry_output=$("$@" 2>&1); gantry_code=$?; gantry_checks=$((gantry_checks + 1))`,
    `  [ "$gantry_code" -eq 0 ] && break`,
    "done",
    String.raw`printf '%s\036%s\n' "$gantry_output" "$gantry_checks"; times`,
    `exit "$gantry_code"`,
  ].join("\n");
  return ["/bin/sh", "-c", script, "gantry-probe", ...command];
}

/** Reads what the loop printed. */
export function readProbeRound({ exitCode, output }: { exitCode: number; output: string }): ProbeRound {
  const end = output.lastIndexOf(marker);
  if (end < 0) return { exitCode, output: output.trim(), loop: undefined };
  const [checks = "", ...times] = output.slice(end + 1).split("\n");
  const cpu = [...times.join(" ").matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
  return { exitCode, output: output.slice(0, end).trim(), loop: { checks: Number(checks) || 1, cpu } };
}
