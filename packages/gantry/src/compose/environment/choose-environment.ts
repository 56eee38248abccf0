import { configError } from "../../model/error.ts";
import { defaultEnvironment, unknownEnvironment } from "./unknown-environment.ts";

/**
 * The environment that is meant: the given one, else `development` where it is declared.
 *
 * @throws UserError `config` when others are declared, and it is not among them
 */
export function chooseEnvironment(given: string | undefined, declared: Iterable<string>): string | undefined {
  const known = [...declared];
  if (given === undefined) return known.includes(defaultEnvironment) ? defaultEnvironment : undefined;
  const issue = unknownEnvironment(given, known);
  if (issue) throw configError([issue]);
  return given;
}
