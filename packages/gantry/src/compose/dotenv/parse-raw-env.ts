import { configError } from "../../model/error.ts";
import type { DotenvOptions } from "./parse-dotenv.ts";

/**
 * The variables of an env file in the format `raw`: each line `NAME=value` as it is, `#` lines left out, a name alone taken from `lookup`.
 *
 * @throws UserError `config` with the position.
 */
export function parseRawEnv(text: string, { file, lookup }: DotenvOptions): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const statement = line.trimStart();
    if (statement === "" || statement.startsWith("#")) continue;
    const sign = statement.indexOf("=");
    const name = sign < 0 ? statement : statement.slice(0, sign);
    if (name === "" || /\s/.test(name)) {
      const position = { file, line: index + 1, column: line.length - statement.length + 1 };
      throw configError([
        { message: "a variable's name is empty or has a space.", position, fix: "Write NAME=value." },
      ]);
    }
    const value = sign < 0 ? lookup(name) : statement.slice(sign + 1);
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}
