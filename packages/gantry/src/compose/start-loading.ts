import { Findings } from "./findings.ts";
import type { Loading } from "./loading.ts";

/** A loading at its beginning: nothing found, nothing included. */
export function startLoading({ cwd, home }: Pick<Loading, "cwd" | "home">): Loading {
  return { cwd, home, findings: new Findings(), warnings: new Set(), includedVariables: new Map(), included: 0 };
}
