import { posix } from "node:path";
import type { Repository } from "../../repository/repository.ts";
import type { SourceText } from "../../repository/source-text.ts";
import { rememberedFor } from "../lazy.ts";

/** Whether `.gitignore` files leave a path out: those of its own folder and of the folders above; the last pattern that fits counts.
 * A path that ends with `/` is a folder, or may be one. */
export function isGitIgnored(repository: Repository, path: string): boolean {
  const folders = [""];
  for (const part of posix.dirname(path).split("/")) {
    if (part !== ".") folders.push(folders.at(-1) === "" ? part : `${folders.at(-1)}/${part}`);
  }
  let ignored = false;
  for (const folder of folders) {
    const source = repository.read(folder === "" ? ".gitignore" : `${folder}/.gitignore`);
    if (!source) continue;
    const inside = folder === "" ? path : path.slice(folder.length + 1);
    for (const { pattern, negated } of patternsOf(source)) if (pattern.test(inside)) ignored = !negated;
  }
  return ignored;
}

const patternsOf = rememberedFor(({ text }: SourceText) =>
  text.split(/\r?\n/).flatMap((line) => {
    const written = line.replace(/(?<!\\)\s+$/, "");
    if (written === "" || written.startsWith("#")) return [];
    const negated = written.startsWith("!");
    return [{ pattern: toPattern(negated ? written.slice(1) : written), negated }];
  }),
);

/** @see https://git-scm.com/docs/gitignore#_pattern_format */
function toPattern(pattern: string): { test(path: string): boolean } {
  const isFolder = pattern.endsWith("/");
  const bare = pattern.replace(/\/$/, "");
  const anchored = bare.includes("/");
  const body = bare
    .replace(/^\//, "")
    .replace(/\\(.)|\*\*\/|\/\*\*$|\*|\?|\[!?[^\]]*\]|[.+^${}()|\\]/g, (part, escaped?: string) => {
      if (escaped !== undefined) return escaped.replace(/\W/, "\\$&");
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      return part.startsWith("[") ? part.replace("[!", "[^") : `\\${part}`;
    });
  try {
    return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${body}${isFolder ? "/.*" : "(?:/.*)?"}$`);
  } catch {
    // A class that ends before it begins fits nothing.
    return { test: () => false };
  }
}
