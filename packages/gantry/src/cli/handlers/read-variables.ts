import { UserError } from "../../model/error.ts";

/** Reads `-e KEY=value`; `-e KEY` takes the value that it has here. */
export function readVariables(
  entries: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const entry of entries) {
    const equals = entry.indexOf("=");
    const key = equals < 0 ? entry : entry.slice(0, equals);
    const value = equals < 0 ? environment[key] : entry.slice(equals + 1);
    if (key === "" || value === undefined) {
      throw new UserError(`--env: ${JSON.stringify(entry)} is no variable that is set here.`, {
        code: "usage",
        fix: "Write KEY=value. The environment of a stack is chosen before the command: gantry -e production …",
      });
    }
    variables[key] = value;
  }
  return variables;
}
