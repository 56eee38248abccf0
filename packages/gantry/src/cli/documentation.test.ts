import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { UserError } from "../model/error.ts";
import { parseCommandLine } from "./command-line.ts";
import { commandTable } from "./commands/table.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...pagesIn("docs"), ...pagesIn("docs/rules")];
const texts = new Map(pages.map((page) => [page, readFileSync(join(root, page), "utf8")]));

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(".md") ? [`${folder}/${name}`] : []));
}

/** Markdown without its blocks of code, in which nothing is a link or a heading. */
const proseOf = (text: string): string => text.replace(/^( *)(```+)[^\n]*\n[\s\S]*?^ *\2$/gm, "");

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(text).matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    anchors.add(plain.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
  }
  return anchors;
}

/** What a page links to within the repository: paths from the root, and anchors. */
function linksOf(page: string): { target: string; anchor: string }[] {
  const prose = proseOf(texts.get(page) ?? "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = "", anchor = ""] = link.split("#");
    const target = path === "" ? page : relative(root, resolve(root, dirname(page), path));
    return [{ target, anchor }];
  });
}

describe("the documentation", () => {
  test("has no link to a page or a heading that is not there", () => {
    const dead = pages.flatMap((page) =>
      linksOf(page).flatMap(({ target, anchor }) => {
        const text = texts.get(target);
        const alive = text !== undefined && (anchor === "" || anchorsOf(text).has(anchor));
        return alive ? [] : [`${page}: ${target}${anchor && `#${anchor}`}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  test("has every page in its index, and the index in the README", () => {
    const linked = new Set(linksOf("docs/README.md").map(({ target }) => target));
    const lost = pagesIn("docs").filter((page) => page !== "docs/README.md" && !linked.has(page));
    expect(lost).toEqual([]);
    expect(linksOf("README.md").map(({ target }) => target)).toContain("docs/README.md");
  });

  test("shows no command line that the command would refuse", () => {
    const shown = pages.flatMap((page) => commandLinesIn(texts.get(page) ?? "").map((line) => ({ page, line })));
    const refused = shown.flatMap(({ page, line }) => {
      const refusal = refusalOf(line);
      return refusal === undefined ? [] : [`${page}: ${line}: ${refusal}`];
    });
    expect(refused).toEqual([]);
    expect(shown.length).toBeGreaterThan(100);
  });
});

/** Commands at the beginning of a line, between backticks and behind a pipe, up to what only a shell understands; none with a placeholder in it. */
function commandLinesIn(text: string): string[] {
  const found = [...text.matchAll(/(?:^ *|`|\| )(gantry [^`\n]+)/gm)].map(([, line = ""]) => line);
  return found
    .map((line) => (line.split(/ {2,}| #| \||[;>&\\]|, | for /)[0] ?? "").trim())
    .filter((line) => !/[…<>[\]{}$"'|()=]|^gantry [A-Z]/.test(line));
}

/** Why a line would be refused; not for an operand or a value that it leaves out because it only names the command. */
function refusalOf(line: string): string | undefined {
  const words = line.split(/\s+/).slice(1);
  const refusals = [words, [...words, "on"], [...words, "on", "on"]].map((argv) => {
    try {
      parseCommandLine(argv, commandTable, "0.0.0");
      return undefined;
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
  });
  return refusals.includes(undefined) ? undefined : refusals[0];
}
