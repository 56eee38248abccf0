import { type FileKind, fileKindOf } from "./file-kind.ts";

/** Kinds of which people write every line. */
const written: ReadonlySet<FileKind> = new Set([
  "caddyfile",
  "compose",
  "crontab",
  "dockerfile",
  "dockerignore",
  "env-file",
  "env-template",
  "github-workflow",
  "gitlab-ci",
  "makefile",
  "markdown",
  "nginx",
  "shell",
  "systemd",
]);

/**
 * Mebibytes of the largest file of a path's kind that is looked at: one, which is many times what anyone writes, and what takes a second or
 * so; ten of what programs write, such as lock files.
 */
export const maximumMebibytes = (path: string): number => (written.has(fileKindOf(path)) ? 1 : 10);
