import type { Facts } from "../../../facts/facts.ts";

/** What makes paths that decorators do not show. */
const open =
  /\b(enableVersioning|RouterModule|getHttpAdapter|setGlobalPrefix\([^)]*,)|\.use\(\s*["'`]\/|setGlobalPrefix\(\s*[^"'`\s)]/;

/** The paths that the controllers of a Nest application answer; undefined when not all can be told. */
export function nestPaths(facts: Facts, folder: string): string[] | undefined {
  const own: string[] = [];
  let prefix = "";
  for (const file of facts.repository.below(folder)) {
    if (!/\.[jt]s$/.test(file) || /\.(spec|test|d)\.[jt]s$/.test(file)) continue;
    const text = facts.repository.read(file)?.text ?? "";
    if (!/@Controller|setGlobalPrefix|NestFactory|RouterModule/.test(text)) continue;
    if (open.test(text)) return undefined;
    prefix = /setGlobalPrefix\(\s*["'`]([^"'`]*)["'`]/.exec(text)?.[1] ?? prefix;
    const [, ...controllers] = text.split(/^[ \t]*@Controller\(/m);
    for (const controller of controllers) {
      const base = firstArgument(controller);
      if (base === undefined) return undefined;
      for (const [, rest = ""] of controller.matchAll(/@(?:Get|All)\(([^\n]*)/g)) {
        const path = firstArgument(rest);
        if (path === undefined) return undefined;
        own.push(`${base}/${path}`);
      }
    }
  }
  return own.map((path) => `${prefix}/${path}`);
}

/** The text of a call's only argument, empty without one; undefined for anything else than a text. */
function firstArgument(text: string): string | undefined {
  const match = /^\s*(?:["'`]([^"'`$]*)["'`]\s*)?\)/.exec(text);
  return match ? (match[1] ?? "") : undefined;
}
