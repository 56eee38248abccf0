import { posix } from "node:path";
import type { Facts } from "../../../facts/facts.ts";

/** Whether a `.gitignore` names a path, so that it is on each machine but not in the repository. What is taken back with `!` counts too. */
export function isGitIgnored({ repository }: Facts, path: string): boolean {
  for (const file of repository.files) {
    if (posix.basename(file) !== ".gitignore") continue;
    const folder = posix.dirname(file);
    const inside = folder === "." ? path : posix.relative(folder, path);
    const lines = inside.startsWith("..") ? [] : (repository.read(file)?.text ?? "").split(/\r?\n/);
    for (const line of lines) {
      const text = line.trim();
      if (text !== "" && !text.startsWith("#") && toPattern(text.replace(/^!/, "")).test(inside)) return true;
    }
  }
  return false;
}

/** A line as a pattern for a path: one without a slash before its end fits at any depth. */
function toPattern(line: string): RegExp {
  const bare = line.replace(/\/$/, "");
  const anchored = bare.includes("/");
  const body = bare
    .replace(/^\//, "")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/?|\*|\?/g, (glob) => (glob === "?" ? "[^/]" : glob === "*" ? "[^/]*" : ".*"));
  return new RegExp(`^${anchored ? "" : "(.*/)?"}${body}(/|$)`);
}
