import { UserError } from "../../model/error.ts";
import type { Context } from "../context.ts";

/**
 * Reads `-e KEY=value` of commands that run something; `-e KEY` takes the value that it has here. With every other command `-e` names the
 * environment of the stack, so that is what a name without a value is taken for, as in `gantry exec -e production web sh`.
 *
 * @throws UserError `usage` for an entry without a name, and for a second environment
 */
export function readVariables(
  entries: readonly string[],
  ours: Readonly<Record<string, string | undefined>>,
  { globals, chooseEnvironment }: Pick<Context, "globals" | "chooseEnvironment">,
): Record<string, string> {
  const variables: Record<string, string> = {};
  let environment = globals.env;
  for (const entry of entries) {
    const equals = entry.indexOf("=");
    const key = equals < 0 ? entry : entry.slice(0, equals);
    const value = equals < 0 ? ours[key] : entry.slice(equals + 1);
    if (key !== "" && value !== undefined) variables[key] = value;
    else if (key !== "" && environment === undefined) {
      environment = key;
      chooseEnvironment(environment);
    } else {
      const wrong =
        key === "" ? "has no name" : `is no variable that is set here, and ${environment} is the environment`;
      throw new UserError(`--env: ${JSON.stringify(entry)} ${wrong}.`, { code: "usage", fix: "Write KEY=value." });
    }
  }
  return variables;
}
