/** A place in a file that the user wrote. Line and column count from 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** A path into the model, such as `["services", "web", "ports", 0, "target"]`. */
export type ModelPath = readonly (string | number)[];

/** Where the values of a model were written. */
export interface PositionIndex {
  /** The position of the value at `path`, or of its nearest ancestor that has one. */
  at(path: ModelPath): Position | undefined;
}

export const noPositions: PositionIndex = { at: () => undefined };

/** `services.web.ports[0].target`; keys that are no plain words are quoted: `labels."a.b"`. */
export function formatPath(path: ModelPath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      const word = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
      return index === 0 ? word : `.${word}`;
    })
    .join("");
}

/** `compose.yaml:12:5`, with the file as it was given. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
