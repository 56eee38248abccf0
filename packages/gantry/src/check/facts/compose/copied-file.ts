import { posix } from "node:path";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import type { ComposeCommand } from "./compose-command.ts";
import { isDefaultName } from "./find-stacks.ts";

/**
 * The file of the repository that a command without `-f` finds in its folder on a server, because an `scp` or `rsync` before it put it
 * there under a default name: `scp infra/docker-compose.prod.yml vm:/opt/app/docker-compose.yml`.
 */
export function copiedFile(
  { command, files, unresolved, folder }: ComposeCommand,
  copies: readonly ShellCommand[],
  resolve: (path: string, copy: ShellCommand) => string | undefined,
): string | undefined {
  if (files.length + unresolved.length > 0 || folder === undefined || !/^[/~]/.test(folder)) return undefined;
  for (const copy of copies) {
    if (copy.document.file !== command.document.file) continue;
    const operands = operandsOf(copy);
    const target = operands.map((text) => /^[^/:]+:(.+)$/.exec(text)?.[1]).find((path) => path !== undefined);
    if (target === undefined) continue;
    for (const operand of operands) {
      const source = operand.includes(":") ? undefined : resolve(operand, copy);
      if (source === undefined) continue;
      const isFolder: boolean = target.endsWith("/") || target === folder;
      const name = isFolder ? posix.basename(source) : posix.basename(target);
      const into: string = isFolder ? target.replace(/\/$/, "") : posix.dirname(target);
      if (into === folder && isDefaultName(name)) return source;
    }
  }
  return undefined;
}

/** Whether a command copies files to another machine: `scp`, `rsync`, `gcloud compute scp`. */
export function isCopy({ argv }: ShellCommand): boolean {
  const [program = "", ...rest] = unwrapCommand(argv);
  return /^(scp|rsync)$/.test(posix.basename(program)) || (program === "gcloud" && rest.includes("scp"));
}

const operandsOf = ({ words }: ShellCommand): string[] =>
  words.slice(1).flatMap(({ text, literal }) => (literal && !text.startsWith("-") ? [text] : []));
