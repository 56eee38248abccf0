import { configError } from "../../model/error.ts";
import { child, type Node } from "../node.ts";
import { readDocuments } from "../read/read-documents.ts";

/** A Compose file that was read: its YAML documents as they are written. */
export interface Source {
  /** Absolute path; `"-"` for standard input. */
  path: string;
  /** The name in errors. */
  file: string;
  documents: readonly Node[];
}

/**
 * Reads the documents of a Compose file, each of which must be a mapping.
 *
 * @throws UserError `config` with all that is wrong with the YAML.
 */
export function readSource(path: string, file: string, text: string): Source {
  const documents = readDocuments(text, file);
  const wrong = documents.find((document) => document.kind !== "mapping");
  if (wrong) {
    throw configError([
      { message: "a Compose file is a mapping, with services in it.", ...(wrong.at && { position: wrong.at }) },
    ]);
  }
  if (documents.length === 0) throw configError([{ message: `${file}: the file is empty.` }]);
  return { path, file, documents };
}

/** The last `name` that the documents give. */
export function declaredName(sources: readonly Source[]): Node | undefined {
  return sources
    .flatMap(({ documents }) => documents.map((document) => child(document, "name")))
    .findLast((name) => name !== undefined);
}
