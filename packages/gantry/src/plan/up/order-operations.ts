import type { Gate, Operation } from "../operation.ts";

/** Ids that an operation waits for, one way or another. */
function waitsFor(operation: Operation): string[] {
  return [...operation.after, ...gatesOf(operation).map((gate) => gate.operation)];
}

export function gatesOf(operation: Operation): Gate[] {
  return "gates" in operation ? operation.gates : [];
}

/** The operations so that each comes after what it waits for; otherwise in the order given. */
export function orderOperations(operations: readonly Operation[]): Operation[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const done = new Set<string>();
  const ordered: Operation[] = [];
  const visit = (operation: Operation) => {
    if (done.has(operation.id)) return;
    done.add(operation.id);
    for (const id of waitsFor(operation)) {
      const earlier = byId.get(id);
      if (earlier) visit(earlier);
    }
    ordered.push(operation);
  };
  for (const operation of operations) visit(operation);
  return ordered;
}

/** Whether `from` waits for `to`, directly or not. */
export function reaches(operations: readonly Operation[], from: string, to: string): boolean {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const seen = new Set<string>();
  const visit = (id: string): boolean => {
    if (id === to) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    const operation = byId.get(id);
    return operation !== undefined && waitsFor(operation).some(visit);
  };
  return visit(from);
}
