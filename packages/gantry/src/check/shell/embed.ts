import type { Position } from "../../model/position.ts";
import type { SourceText } from "../repository/source-text.ts";
import { expandCommands, makeCommandVariables } from "./command-variables.ts";
import { Snippet } from "./snippet.ts";

/** A text scalar of a YAML file as a snippet: what stands in its block, its quotes, or plainly. */
export function embedYamlText(source: SourceText, at: Pick<Position, "line" | "column">, value: string): Snippet {
  const start = source.offsetAt(at);
  const first = source.text[start];
  if (first === "|" || first === ">") return embedBlock(source, at, value, first === ">");
  const quoted = first === '"' || first === "'";
  return new Snippet(value, source, [{ from: 0, at: start + (quoted ? 1 : 0) }]);
}

function embedBlock(source: SourceText, at: Pick<Position, "line">, value: string, folded: boolean): Snippet {
  let indent: number | undefined;
  const lines: { text: string; start: number }[] = [];
  for (let number = at.line + 1; number <= source.lineCount; number++) {
    const line = source.line(number);
    const depth = /^ */.exec(line)?.[0].length ?? 0;
    if (line.trim() === "") {
      lines.push({ text: "", start: source.offsetAt({ line: number, column: 1 }) });
      continue;
    }
    indent ??= depth;
    if (depth < indent) break;
    lines.push({ text: line.slice(indent), start: source.offsetAt({ line: number, column: indent + 1 }) });
  }
  while (lines.length > 0 && lines.at(-1)?.text === "") lines.pop();
  if (!folded) return Snippet.ofLines(source, lines);
  // Folded lines are one: a space takes the place of the line's end.
  let text = "";
  const segments = lines.map((line) => {
    const segment = { from: text.length, at: line.start };
    text += `${line.text}${line.text === "" ? "\n" : " "}`;
    return segment;
  });
  return new Snippet(text.trimEnd() || value, source, segments);
}

/** A step of a list that is a command and nothing else: 3. `docker compose up -d`. */
const commandStep = /^\s*(?:[-*+]|\d+[.)])\s+`((?:docker|docker-compose|podman|ssh) [^`]+)`[.:;]?\s*$/;

/** The shell blocks of a Markdown file: fenced, with a shell's name, and the steps of lists that are commands. Prompts are left out. */
export function embedMarkdown(source: SourceText): Snippet[] {
  const snippets: Snippet[] = [];
  let fence: string | undefined;
  let shell = false;
  let lines: { text: string; start: number }[] = [];
  for (let number = 1; number <= source.lineCount; number++) {
    const line = source.line(number);
    const match = /^\s*(`{3,}|~{3,})\s*([\w+-]*)/.exec(line);
    if (fence === undefined) {
      const step = match ? undefined : commandStep.exec(line)?.[1];
      if (step !== undefined) {
        const start = source.offsetAt({ line: number, column: line.indexOf(step) + 1 });
        snippets.push(Snippet.slice(source, start, start + step.length));
      }
      if (!match) continue;
      fence = match[1];
      shell = /^(sh|bash|shell|zsh|console|terminal|shell-session)$/i.test(match[2] ?? "");
      lines = [];
    } else if (match?.[1]?.startsWith(fence) && match[2] === "") {
      if (shell && lines.length > 0) snippets.push(Snippet.ofLines(source, lines));
      fence = undefined;
    } else if (shell) {
      const prefix = /^\s*(?:[$#] (?=\S))?/.exec(line)?.[0] ?? "";
      // At a prompt's `#` root types; elsewhere it begins a comment.
      const skip = prefix.includes("#") ? (/^\s*/.exec(line)?.[0].length ?? 0) : prefix.length;
      lines.push({ text: line.slice(skip), start: source.offsetAt({ line: number, column: skip + 1 }) });
    }
  }
  return snippets;
}

export interface MakeTarget {
  name: string;
  snippet: Snippet;
}

/** The recipes of a Makefile. Make's variables become the shell's, which are as long. */
export function embedMakefile(source: SourceText): MakeTarget[] {
  const targets: MakeTarget[] = [];
  let name: string | undefined;
  let lines: { text: string; start: number }[] = [];
  const variables = makeCommandVariables(source);
  const end = () => {
    if (name !== undefined && lines.length > 0)
      targets.push({ name, snippet: expandCommands(Snippet.ofLines(source, lines), variables) });
    lines = [];
  };
  for (let number = 1; number <= source.lineCount; number++) {
    const line = source.line(number);
    if (line.startsWith("\t")) {
      const skip = /^\t[\t @+-]*/.exec(line)?.[0].length ?? 1;
      const text = line
        .slice(skip)
        .replace(/\$\(([A-Za-z_]\w*)\)/g, "${$1}")
        .replaceAll("$$", " $");
      lines.push({ text, start: source.offsetAt({ line: number, column: skip + 1 }) });
      continue;
    }
    const target = /^([\w./%-]+(?:[ \t]+[\w./%-]+)*)[ \t]*::?(?!=)/.exec(line);
    if (!target && (line.trim() === "" || line.startsWith("#"))) continue;
    end();
    name = target?.[1];
  }
  end();
  return targets;
}
