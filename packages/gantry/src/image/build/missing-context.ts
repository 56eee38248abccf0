import type { Issue } from "../../model/error.ts";

/**
 * What to say of a build whose folder is not there.
 *
 * @param path `services.web.build`
 */
export function missingContext(path: string, folder: string): Issue {
  return {
    message: `${path}.context: there is no folder ${folder}.`,
    fix: "Name the folder that is built, relative to the file that says it.",
  };
}
