import { readIfThere } from "../read-project.ts";

/** The one that is taken when the project allows it, then its neighbours. */
const preferred = ["3.13", "3.12", "3.14", "3.11", "3.10"];

/** The version of Python that the project asks for: `.python-version`, then the first that its `requires-python` allows. */
export async function pythonVersion(folder: string, requires: string | undefined): Promise<string> {
  const pinned = /^(?:cpython-)?(\d+\.\d+(?:\.\d+)?)\s*$/m.exec((await readIfThere(folder, ".python-version")) ?? "");
  if (pinned?.[1] !== undefined) return pinned[1];
  const [first = "3.13"] = preferred;
  return preferred.find((version) => allows(requires ?? "", version)) ?? first;
}

/**
 * Whether a specifier allows some release of a minor version.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function allows(specifier: string, version: string): boolean {
  const minor = minorOf(version);
  return specifier.split(",").every((clause) => {
    const [, operator = "", wanted = ""] = /^\s*(\^|~=|~|===?|!=|<=?|>=?)?\s*v?([\d.]+)/.exec(clause) ?? [];
    if (wanted === "") return true;
    const bound = minorOf(wanted);
    const patch = wanted.split(".").length > 2;
    switch (operator) {
      case ">=":
      case "^":
        return minor >= bound;
      case ">":
        return patch ? minor >= bound : minor > bound;
      case "<":
        return patch && !/\.0$/.test(wanted) ? minor <= bound : minor < bound;
      case "<=":
        return minor <= bound;
      case "!=":
        return patch || minor !== bound;
      case "~=":
        return patch ? minor === bound : minor >= bound;
      default:
        return minor === bound || /^\d+(\.\*)?$/.test(wanted);
    }
  });
}

function minorOf(version: string): number {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) * 1000 + Number(minor);
}
