import { dirname, posix } from "node:path";
import { type EnvEntry, parseEnvFile } from "../../parse/parse-env-file.ts";
import type { SourceText } from "../../repository/source-text.ts";
import type { ComposeCommand } from "../compose/compose-command.ts";
import type { Facts } from "../facts.ts";
import { templatesFor } from "./env-template.ts";

/** An env file of the repository, or a template of one. */
export interface EnvFile {
  readonly path: string;
  readonly source: SourceText;
  readonly entries: readonly EnvEntry[];
  readonly isTemplate: boolean;
}

/** All env files and templates. */
export const envFilesOf = ({ repository, envTemplates }: Facts): EnvFile[] => [
  ...envTemplates.map(({ path, source, entries }) => ({ path, source, entries, isTemplate: true })),
  ...repository.ofKind("env-file").flatMap((path): EnvFile[] => {
    const source = repository.read(path);
    return source ? [{ path, source, entries: parseEnvFile(source), isTemplate: false }] : [];
  }),
];

/** The env files that Docker Compose reads, by themselves or as what their templates stand for: for `${…}`, by `--env-file` or by `env_file`. */
export function composeEnvFiles(facts: Facts): ReadonlySet<string> {
  const paths = new Set<string>();
  const add = (file: string) => {
    paths.add(file);
    for (const { path } of templatesFor(file, facts.envTemplates)) paths.add(path);
  };
  for (const stack of facts.stacks) {
    add(posix.join(stack.folder, ".env"));
    for (const command of stack.commands) {
      for (const file of givenEnvFiles(command)) add(file);
    }
    for (const service of stack.services.values()) {
      for (const { path } of service.envFiles) {
        const inside = stack.relative(path) ?? posix.join(dirname(stack.files[0] ?? ""), posix.basename(path));
        add(inside);
      }
    }
  }
  return paths;
}

/** The files of `--env-file` as paths of the repository: from the folder of the command, the root, and the folder of the script. */
export const givenEnvFiles = ({ command, envFiles, folder }: ComposeCommand): string[] =>
  envFiles.flatMap((file) =>
    [folder ?? "", "", posix.dirname(command.document.file)].map((from) => posix.normalize(posix.join(from, file))),
  );
