import { configError, type Issue } from "../model/error.ts";
import { formatPath, formatPosition, type ModelPath } from "../model/position.ts";
import { type Node, positionOf } from "./node.ts";
import { limits } from "./read/limits.ts";

/** Collects what is wrong, so that all of it is reported at once. */
export class Findings {
  readonly #issues = new Map<string, Issue>();
  #expanded = 0;

  /** What is wrong with the value at `path`. The same finding twice is one: files that build on each other see it again. */
  add(path: ModelPath, node: Node | undefined, problem: string, fix?: string): void {
    const position = node && positionOf(node);
    this.addIssue({
      message: path.length > 0 ? `${formatPath(path)}: ${problem}` : problem,
      ...(position && { position }),
      ...(fix !== undefined && { fix }),
    });
  }

  /** Counts entries that short syntax makes. False, with a finding, when there are too many: a line can ask for 65,535 ports. */
  allowExpansion(count: number, path: ModelPath, node: Node): boolean {
    this.#expanded += count;
    if (this.#expanded <= limits.expanded) return true;
    this.add(
      path,
      node,
      `with this, short syntax stands for more than ${limits.expanded} entries.`,
      "Use smaller ranges.",
    );
    return false;
  }

  addIssue(issue: Issue): void {
    const place = issue.position ? formatPosition(issue.position) : "";
    this.#issues.set(`${place} ${issue.message}`, issue);
  }

  get found(): boolean {
    return this.#issues.size > 0;
  }

  /** @throws UserError `config` when there is a finding. */
  throwIfFound(): void {
    if (this.found) throw configError([...this.#issues.values()]);
  }
}
