import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";

/** A `pyproject.toml` or a `requirements.txt`: what it asks for. */
export interface PythonProject {
  readonly path: string;
  readonly folder: string;
  readonly source: SourceText;
  /** Where a dependency is named; extras in brackets count: `celery[redis]` is `celery`. */
  dependency(name: string): { text: string; at: Place } | undefined;
}

export function readPythonProject(source: SourceText): PythonProject {
  const slash = source.path.lastIndexOf("/");
  return {
    path: source.path,
    folder: slash < 0 ? "" : source.path.slice(0, slash),
    source,
    dependency: (name) => {
      const spelled = name.replace(/[-_.]/g, "[-_.]");
      const match = new RegExp(
        `(?:^[ \\t]*["']?|[[,][ \\t]*["'])(${spelled})(\\[[^\\]]*\\])?[ \\t]*(?=$|[=<>~!;,"'@ \\t])[^\\n#]*`,
        "im",
      ).exec(source.text);
      if (!match) return undefined;
      const start = match.index + match[0].search(/[^\s[,]/);
      return {
        text: match[0].replace(/^[\s[,]+/, "").trim(),
        at: source.placeOf(start, match.index + match[0].length),
      };
    },
  };
}
