import { UserError } from "../model/error.ts";
import { nearest } from "../model/suggest.ts";

/** A `not-found` for a service that a project does not have: with the nearest name, or with all that there are. */
export function unknownService(name: string, known: readonly string[], project: string): UserError {
  const near = nearest(name, known);
  const list = known.length > 0 ? `Services are: ${known.join(", ")}.` : "It has no services.";
  return new UserError(`${project} has no service ${JSON.stringify(name)}.`, {
    code: "not-found",
    fix: near ? `Did you mean ${JSON.stringify(near)}?` : list,
  });
}
