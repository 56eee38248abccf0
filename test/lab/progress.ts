import process from "node:process";

/** Prints one line of progress on stderr. */
export function say(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}

/** Runs a piece of work between two lines: that it started, and how long it took. */
export async function sayWhile<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(`${title} …`);
  const result = await work();
  say(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
