import process from "node:process";

let quiet = false;

/** Silences the progress lines, for callers whose own output must stay clean. */
export function silenceProgress(): void {
  quiet = true;
}

/** Prints one line of progress on stderr. */
export function say(line: string): void {
  if (!quiet) process.stderr.write(`lab: ${line}\n`);
}

/** Runs a piece of work between two lines: that it started, and how long it took. */
export async function sayWhile<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(`${title} …`);
  const result = await work();
  say(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
