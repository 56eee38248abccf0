import type { Node } from "../../compose/node.ts";
import { readDocuments } from "../../compose/read/read-documents.ts";
import { UserError } from "../../model/error.ts";
import type { SourceText } from "../repository/source-text.ts";
import type { ParseProblem } from "./parse-problem.ts";

export interface ParsedTree {
  documents: readonly Node[];
  problems: readonly ParseProblem[];
}

/** The values of a YAML or JSON file, each with its position. */
export function parseTree(source: SourceText): ParsedTree {
  try {
    // JSON may be indented with tabs, which YAML does not take; a space is as wide for us.
    const text = source.path.endsWith(".json") ? source.text.replaceAll("\t", " ") : source.text;
    return { documents: readDocuments(text, source.path), problems: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const start = { file: source.path, line: 1, column: 1 };
    return {
      documents: [],
      problems: error.issues.map(({ message, position }) => ({ message, at: position ?? start })),
    };
  }
}
