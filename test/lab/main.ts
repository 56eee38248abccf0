import process from "node:process";
import { allParts, ensureLab, type LabPart } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { say } from "./progress.ts";
import { removeLab } from "./remove-lab.ts";

/** `lab up [part …]` makes the lab, `lab down` removes it. @returns the exit code */
export async function main([command, ...names]: readonly string[]): Promise<number> {
  const started = performance.now();
  try {
    if (command === "up") await ensureLab({ parts: names.length === 0 ? allParts : names.map(readPart) });
    else if (command === "down") await removeLab();
    else
      throw new LabError(`Unknown command ${command ?? ""}: use "up" (with any of ${allParts.join(", ")}) or "down".`);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`lab: ${error.message}\n`);
    return 1;
  }
  say(`${command} is complete after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return 0;
}

function readPart(name: string): LabPart {
  const part = allParts.find((candidate) => candidate === name);
  if (part === undefined) throw new LabError(`The lab has no part ${name}; its parts are ${allParts.join(", ")}.`);
  return part;
}
