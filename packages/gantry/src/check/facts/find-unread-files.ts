import type { ParseProblem } from "../parse/parse-problem.ts";
import { configurationKinds } from "../repository/file-kind.ts";
import { maximumMebibytes } from "../repository/maximum-size.ts";
import type { Repository } from "../repository/repository.ts";

/** Files of the kinds that rules look at, which cannot be read as text, and why. */
export function* findUnreadFiles(repository: Repository): Generator<ParseProblem> {
  for (const path of repository.ofKind(...configurationKinds, "package-json")) {
    const read = repository.readOrReason(path);
    const message =
      read === "too-large"
        ? `the file is larger than ${maximumMebibytes(path)} MiB: it is not looked at.`
        : typeof read === "string"
          ? unreadable[read]
          : read.isUtf8
            ? undefined
            : "the file is not UTF-8.";
    if (message) yield { at: { file: path, line: 1, column: 1 }, message };
  }
}

const unreadable = {
  missing: "the file is gone.",
  unreadable: "the file cannot be read.",
  binary: "the file is no text.",
};
