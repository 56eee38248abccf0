import { basename, dirname, posix } from "node:path";
import { type EnvFile, envFilesOf } from "../../facts/env/env-files.ts";
import { isCredentialUrlName, isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import { isGitIgnored } from "../../facts/git/git-ignore.ts";
import type { TextEdit } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { isPlaceholder } from "./shared/placeholder.ts";

export const rule = defineRule({
  id: "secret-env-tracked",
  group: "env",
  severity: "error",
  summary: "Env files with secrets are not in git",
  why: "What was committed once stays in every clone, fork and backup, also after the file is deleted. A file that is only not ignored is one git add . away from that, and from being copied into an image by COPY . . as well.",
  fix: "Add the file to .gitignore, take it out of git with git rm --cached, and replace every secret in it.",
  links: ["https://docs.github.com/en/code-security/secret-scanning", "https://git-scm.com/docs/gitignore"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const files = envFilesOf(facts).filter(({ path, isTemplate }) => !isTemplate && isForMachines(path));
    for (const file of files) {
      const secret = file.entries.find(
        ({ name, value, commentedOut }) =>
          !commentedOut && (isSecretName(name) || isCredentialUrlName(name)) && !isPlaceholder(value),
      );
      if (!secret) continue;
      const tracked = facts.tracked?.has(file.path) === true;
      if (!tracked && (isGitIgnored(facts.repository, file.path) || !isUnderGit(facts))) continue;
      yield {
        at: secret.at,
        message: tracked
          ? `The file ${file.path} is in git, and ${secret.name} has a value in it.`
          : `The file ${file.path} is not ignored by git, and ${secret.name} has a value in it.`,
        ...(tracked
          ? { advice: `Run git rm --cached ${file.path}, add it to .gitignore, and replace the secrets in it.` }
          : { fix: { title: "Add it to .gitignore", edits: ignore(facts, file) } }),
      };
    }
  },
});

/** `.env.test` and `.env.development` are often shared on purpose. */
const isForMachines = (path: string): boolean =>
  /^\.env(\.(prod|production|staging|live|local))?(\.local)?$|(^|[._-])prod(uction)?\.env$/.test(basename(path));

const isUnderGit = ({ repository, tracked }: Facts): boolean =>
  tracked !== undefined || repository.hasFile(".gitignore") || repository.closedFolders.has(".git");

function ignore({ repository }: Facts, { path }: EnvFile): TextEdit[] {
  const folders = [dirname(path).replace(/^\.$/, ""), ""];
  const folder = folders.find((each) => repository.hasFile(posix.join(each, ".gitignore")));
  const source = folder === undefined ? undefined : repository.read(posix.join(folder, ".gitignore"));
  if (folder === undefined || !source) return [];
  const line = `/${folder === "" ? path : path.slice(folder.length + 1)}`;
  const gap = source.text === "" || source.text.endsWith("\n") ? "" : "\n";
  const end = source.text.length;
  return [{ file: source.path, start: end, end, text: `${gap}${line}\n` }];
}
