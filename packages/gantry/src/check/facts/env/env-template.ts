import { basename, dirname } from "node:path";
import { type EnvEntry, parseEnvFile } from "../../parse/parse-env-file.ts";
import type { SourceText } from "../../repository/source-text.ts";

/** An env file that is a template: `.env.example`. */
export interface EnvTemplate {
  readonly path: string;
  readonly source: SourceText;
  /** Those behind a `#` too. */
  readonly entries: readonly EnvEntry[];
  /** The entry that counts: the last one that is not commented out. */
  get(name: string): EnvEntry | undefined;
}

export function readEnvTemplate(source: SourceText): EnvTemplate {
  const entries = parseEnvFile(source);
  return {
    path: source.path,
    source,
    entries,
    get: (name) => entries.findLast((entry) => entry.name === name && !entry.commentedOut),
  };
}

const templateWord = /[._-](example|sample|template|tmpl|dist|defaults?)(?=[._-]|$)|^(example|sample)\./i;

/** The env file that a template is for: `.env.production` of `.env.production.example`. */
export const templatedName = (template: string): string => {
  const bare = basename(template).replace(templateWord, "");
  return bare.startsWith(".") || bare.endsWith(".env") ? bare : `.${bare}`;
};

/** The templates that may stand for an env file: of its own folder first, then of the folders above; its own name before a plain `.env`. */
export function templatesFor(file: string, templates: readonly EnvTemplate[]): EnvTemplate[] {
  const name = basename(file);
  const folder = dirname(file);
  const above = templates.filter(({ path }) => {
    const own = dirname(path);
    return own === folder || own === "." || `${folder}/`.startsWith(`${own}/`);
  });
  const fitting = above.filter(({ path }) => templatedName(path) === name || templatedName(path) === ".env");
  const rank = ({ path }: EnvTemplate) => (templatedName(path) === name ? 0 : 1000) - dirname(path).length;
  return fitting.sort((a, b) => rank(a) - rank(b));
}
