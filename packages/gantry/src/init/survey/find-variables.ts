import { parseDotenv } from "../../compose/dotenv/parse-dotenv.ts";
import type { TemplateVariable } from "../findings.ts";
import { filesBelow, type Tree } from "./tree.ts";

const template = /(^|\/)(\.env|env)(\.\w+)?\.(example|sample|template|dist)$|(^|\/)\.?(example|sample)\.env$/;

/** The variables that the env templates of a folder name, with the values that stand in them. */
export function findTemplateVariables({ texts }: Tree, folder: string): TemplateVariable[] {
  const own = [...texts].filter(([path]) => template.test(path) && folderOf(path) === folder);
  return own.flatMap(([from, text]) => readTemplate(text, from).map(([name, value]) => ({ name, value, from })));
}

/** A template may have lines that are no assignments; they say nothing. */
function readTemplate(text: string, file: string): [string, string][] {
  const lines = text.split("\n").filter((line) => /^\s*(export\s+)?[A-Za-z_]\w*\s*=/.test(line));
  return lines.flatMap((line) => {
    try {
      return [...parseDotenv(line, { file, lookup: () => "" })];
    } catch {
      return [];
    }
  });
}

const reading =
  /(?:process\.env|import\.meta\.env)(?:\.|\[["'`])([A-Z][A-Z0-9_]*)|(?:os\.environ(?:\.get)?|os\.getenv|env|getOrThrow|get)[[(]\s*["'`]([A-Z][A-Z0-9_]*)["'`]/g;

/** Names of the variables that sources read. */
export function findReadVariables(tree: Tree, folder: string): Set<string> {
  const sources = filesBelow(tree, folder).filter(([path]) => /\.([cm]?[jt]sx?|py|prisma)$/.test(path));
  return new Set(
    sources.flatMap(([, text]) => [...text.matchAll(reading)].map(([, first, second]) => first ?? second ?? "")),
  );
}

export const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
