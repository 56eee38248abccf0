import { DependencyCircle, dependencyGraph } from "../../model/graph.ts";
import type { ModelPath } from "../../model/position.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import type { Findings } from "../findings.ts";
import { child, type Node } from "../node.ts";
import { writtenValue } from "../position-index.ts";
import { checkParts } from "./check-parts.ts";
import { checkReferences } from "./check-references.ts";
import { checkService } from "./check-service.ts";

interface FailOptions {
  fix?: string;
  /** The finding stands at this key of the value. */
  key?: string;
  /** The finding stands at the value's own key. */
  atKey?: boolean;
}

/** What the checks of a whole stack look at. */
export interface Checking {
  stack: Stack;
  /** Services that are known, but not active. */
  inactive: Readonly<Record<string, Service>>;
  /** Records a finding about the value at `path`. */
  fail(path: ModelPath, problem: string, options?: FailOptions): void;
}

/** Records what cannot be: references to nothing, keys that exclude each other, dependencies in a circle. */
export function checkConsistency(
  stack: Stack,
  inactive: Readonly<Record<string, Service>>,
  model: Node,
  findings: Findings,
): void {
  const checking: Checking = {
    stack,
    inactive,
    fail: (path, problem, { fix, key, atKey } = {}) => {
      const written = writtenValue(model, path);
      const node = key === undefined ? written.node : (child(written.node, key) ?? written.node);
      const byKey = (atKey || key !== undefined) && node?.keyAt !== undefined && node.index === undefined;
      findings.add(written.path, byKey ? { ...node, at: node.keyAt } : node, problem, fix);
    },
  };
  checkParts(checking);
  for (const [name, service] of Object.entries(stack.services)) {
    checkService(name, service, checking);
    checkReferences(name, service, checking);
  }
  if (!findings.found) checkCircles(checking);
}

function checkCircles({ stack, fail }: Checking): void {
  try {
    dependencyGraph(stack);
  } catch (error) {
    if (!(error instanceof DependencyCircle)) throw error;
    const [first = "", second = ""] = error.circle;
    const fix = error.fix === undefined ? {} : { fix: error.fix };
    fail(["services", first, "depends_on", second], error.message, { ...fix, atKey: true });
  }
}
