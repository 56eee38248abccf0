import { firstThere, readIfThere } from "../read-project.ts";

/** The line of Node.js with long-term support that is taken where nothing else is said. */
const usual = 22;

/** The major version by `.nvmrc`, `.node-version` or `engines.node`: a range that allows the usual one gets it. */
export async function nodeVersion(context: string, engines: string | undefined): Promise<string> {
  const file = await firstThere(context, [".nvmrc", ".node-version"]);
  const pinned = /^v?(\d+)/.exec(file === undefined ? "" : ((await readIfThere(context, file)) ?? "").trim())?.[1];
  return pinned ?? String(majorOf(engines ?? ""));
}

function majorOf(range: string): number {
  const alternatives = range.split("||").map((part) => part.trim());
  const allowed = alternatives.flatMap((part) => {
    const [, operator = "", major = ""] = /^(>=|>|\^|~|=|v)?\s*v?(\d+)/.exec(part) ?? [];
    if (major === "") return [];
    const lowest = Number(major);
    return operator.startsWith(">") && lowest < usual ? [usual] : [lowest];
  });
  return allowed.includes(usual) ? usual : (allowed.at(-1) ?? usual);
}
