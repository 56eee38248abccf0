import { UserError } from "../../model/error.ts";
import type { Finding } from "../finding.ts";
import type { Repository } from "../repository/repository.ts";

/** Findings that are known: how often each fingerprint is there. */
export type Baseline = Readonly<Record<string, number>>;

/** Names a finding in a way that outlives moved lines: by rule, file, and the text of its line. */
export function fingerprint({ rule, at }: Finding, repository: Repository): string {
  const line = repository.read(at.file)?.line(at.line).trim() ?? "";
  // It takes 3 ms to load, and only baselines and SARIF want it.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(`${rule}\0${at.file}\0${line}`).digest("hex").slice(0, 16);
}

export function makeBaseline(findings: readonly Finding[], repository: Repository): Baseline {
  const counts: Record<string, number> = {};
  for (const finding of findings) {
    const key = fingerprint(finding, repository);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The findings that the baseline does not have. */
export function newFindings(findings: readonly Finding[], baseline: Baseline, repository: Repository): Finding[] {
  const left = new Map(Object.entries(baseline));
  return findings.filter((finding) => {
    const key = fingerprint(finding, repository);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}

/** @throws UserError `config` for anything that is no baseline. */
export function parseBaseline(text: string, file: string): Baseline {
  const parsed = parseJson(text);
  const findings = typeof parsed === "object" && parsed !== null && "findings" in parsed ? parsed.findings : undefined;
  if (typeof findings !== "object" || findings === null) {
    throw new UserError(`${file}: this is no baseline.`, {
      code: "config",
      fix: "Make one with gantry check --update-baseline.",
    });
  }
  return Object.fromEntries(
    Object.entries(findings).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const printBaseline = (findings: Baseline): string =>
  `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
