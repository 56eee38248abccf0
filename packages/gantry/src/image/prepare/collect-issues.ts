import { type Issue, UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";

/** Does what is to be done for a service; what the user can mend goes into `issues`, its path first, so that all of it is told at once. */
export async function collectIssues<Result>(
  { positions }: LoadedStack,
  service: string,
  issues: Issue[],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const path = `services.${service}`;
    const position = positions.at(["services", service]);
    const { message, fix } = error;
    const found: readonly Issue[] = error.issues.length > 0 ? error.issues : [{ message, ...(fix ? { fix } : {}) }];
    for (const issue of found) {
      const told = issue.message.startsWith(path) ? issue.message : `${path}: ${issue.message}`;
      issues.push({ ...(position ? { position } : {}), ...issue, message: told });
    }
    return undefined;
  }
}
