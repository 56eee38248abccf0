import { posix } from "node:path";
import { composeEnvFiles, type EnvFile, envFilesOf } from "../../facts/env/env-files.ts";
import { templatedName } from "../../facts/env/env-template.ts";
import type { Facts } from "../../facts/facts.ts";
import type { TextEdit } from "../../finding.ts";
import type { EnvEntry } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";
import { optionValues, unwrapCommand } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "env-template-comment-as-value",
  group: "env",
  severity: "error",
  summary: "A comment in an env file stands on a line of its own",
  why: "Docker Compose and python-dotenv take KEY=   # text for a value: whoever leaves the line as it is gets the text of the comment as the password or the signing key, which is public, and ${KEY:?} is content with it. docker run --env-file and systemd do not know comments behind a value at all.",
  fix: "Put the comment on the line above.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const files = envFilesOf(facts).filter(({ source }) => /=[^\n]*#/.test(source.text));
    if (files.length === 0) return;
    const read = composeEnvFiles(facts);
    for (const file of files) {
      const isRead = read.has(file.path) || readByPython(facts, file.path);
      const reader = readerWithoutComments(facts, file);
      for (const entry of file.entries) {
        if (entry.commentedOut || entry.quote) continue;
        const whole = isRead && /^[ \t]+#/.test(entry.raw);
        const tail = /[ \t]#.*$/.exec(entry.raw)?.[0];
        if (!whole && !(reader && tail !== undefined)) continue;
        yield {
          at: entry.at,
          message: whole
            ? `The value of ${entry.name} is the comment behind it.`
            : `The value of ${entry.name} has the comment behind it in it: ${reader} knows no such comments.`,
          fix: { title: "Put the comment on the line above", edits: moveComment(file, entry) },
        };
      }
    }
  },
});

const readByPython = ({ pythonProjects }: Facts, path: string): boolean =>
  pythonProjects.some(
    ({ folder, dependency }) =>
      (folder === "" || path.startsWith(`${folder}/`)) &&
      ["python-dotenv", "pydantic-settings", "environs", "python-decouple"].some((name) => dependency(name)),
  );

/** What reads the file and takes the rest of a line for the value. */
function readerWithoutComments(facts: Facts, { path }: EnvFile): string | undefined {
  const name = templatedName(path);
  const means = (file: string) => posix.basename(file) === name || posix.basename(file) === posix.basename(path);
  for (const { argv } of facts.commands()) {
    const [program, verb] = unwrapCommand(argv);
    if (program === "docker" && verb === "run" && optionValues(argv, "--env-file").some(means)) return "docker run";
  }
  for (const unit of facts.repository.ofKind("systemd")) {
    const text = facts.repository.read(unit)?.text ?? "";
    for (const [, file = ""] of text.matchAll(/^EnvironmentFile=-?(\S+)/gm)) if (means(file)) return "systemd";
  }
  return undefined;
}

/** The comment goes before the line, at its indentation, and the line ends after the value. */
function moveComment({ path, source }: EnvFile, { at, raw }: EnvEntry): TextEdit[] {
  const line = source.line(at.line);
  const comment = /[ \t]+(#.*)$/.exec(raw);
  if (!comment) return [];
  const start = source.offsetAt({ line: at.line, column: 1 });
  const kept = line.slice(0, line.length - comment[0].length).trimEnd();
  const ending = source.text.includes("\r\n") ? "\r\n" : "\n";
  return [{ file: path, start, end: start + line.length, text: `${comment[1]}${ending}${kept}` }];
}
