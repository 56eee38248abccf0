import { UserError } from "../model/error.ts";

/** One error of all that failed, the first failure first. A bug among them is thrown as the bug it is. */
export function combineFailures(failures: readonly unknown[]): unknown {
  const bug = failures.find((failure) => !(failure instanceof UserError));
  if (bug !== undefined) return bug;
  const errors = failures.filter((failure) => failure instanceof UserError);
  const [first] = errors;
  if (!first || errors.length === 1) return first;
  const details = errors.flatMap(({ message, detail }) => (detail ? [`${message}\n${detail}`] : []));
  return new UserError(errors.map(({ message }) => message).join("\n"), {
    code: first.code,
    exitCode: first.exitCode,
    issues: errors.map(({ message, fix }) => ({ message, ...(fix === undefined ? {} : { fix }) })),
    detail: details.join("\n\n"),
    cause: first,
    ...(first.fix === undefined ? {} : { fix: first.fix }),
  });
}
