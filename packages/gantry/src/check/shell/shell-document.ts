import { type Command, forEachChild, type ParsedScript, parse, type SyntaxNode, type Word } from "unbash";
import type { Place } from "../place.ts";
import { splitAssignments } from "./command-line.ts";
import type { Snippet } from "./snippet.ts";

/** Where shell text comes from. */
export type ShellOrigin =
  | { readonly type: "script" }
  | { readonly type: "workflow"; readonly workflow: string; readonly job: string; readonly step: string | undefined }
  | { readonly type: "make"; readonly target: string }
  | { readonly type: "package-script"; readonly script: string }
  | { readonly type: "markdown" }
  | { readonly type: "cron"; readonly schedule: string }
  | { readonly type: "dockerfile"; readonly instruction: string }
  | { readonly type: "compose"; readonly service: string; readonly key: string }
  /** Text that another command runs: `sh -c "…"`, `ssh host "…"`. */
  | { readonly type: "nested"; readonly within: ShellCommand; readonly remote: boolean };

export class ShellWord {
  /** Without quotes. Expansions stand as they are written: `$NAME`. */
  readonly text: string;
  /** Whether nothing in it is expanded. */
  readonly literal: boolean;
  readonly node: Word;
  readonly #document: ShellDocument;

  constructor(node: Word, document: ShellDocument) {
    this.text = node.value;
    this.literal = !/[$`]/.test(node.text) || isLiteral(node);
    this.node = node;
    this.#document = document;
  }

  get at(): Place {
    return this.#document.place(this.node);
  }
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord | undefined;
}

/** A simple command with all its words, wherever it stands in the script. */
export class ShellCommand {
  /** Without leading assignments: `["docker", "compose", "up"]`. */
  readonly words: readonly ShellWord[];
  /** The texts of the words. */
  readonly argv: readonly string[];
  /** `NAME=value` before the command. */
  readonly assignments: ReadonlyMap<string, ShellWord | undefined>;
  readonly redirects: readonly ShellRedirect[];
  /** Offsets in the document's text. */
  readonly start: number;
  readonly end: number;
  readonly node: Command;
  readonly document: ShellDocument;
  /** The folder that a literal `cd` before it leads to, relative to where the script starts. */
  readonly folder: string | undefined;

  constructor(node: Command, document: ShellDocument, folder: string | undefined) {
    const { words, assignments } = splitAssignments(node);
    const toWord = (word: Word) => new ShellWord(word, document);
    this.words = words.map(toWord);
    this.argv = words.map(({ value }) => value);
    this.assignments = new Map([...assignments].map(([name, word]) => [name, word && toWord(word)]));
    this.redirects = node.redirects.map((redirect) => ({
      operator: redirect.operator,
      target: "target" in redirect && redirect.target ? toWord(redirect.target) : undefined,
    }));
    this.start = node.pos;
    this.end = node.end;
    this.node = node;
    this.document = document;
    this.folder = folder;
  }

  get at(): Place {
    return this.document.place(this.node);
  }
}

/** Shell text, parsed when it is asked for. Text that is no shell gives what can be made of it. */
export class ShellDocument {
  readonly snippet: Snippet;
  readonly origin: ShellOrigin;
  /** Where it starts, relative to the repository's root; undefined when that is not known. */
  readonly folder: string | undefined;
  #script: ParsedScript | undefined;
  #commands: readonly ShellCommand[] | undefined;

  constructor(snippet: Snippet, origin: ShellOrigin, folder?: string) {
    this.snippet = snippet;
    this.origin = origin;
    this.folder = folder;
  }

  get file(): string {
    return this.snippet.source.path;
  }

  get text(): string {
    return this.snippet.text;
  }

  /** The syntax tree, for rules that need more than commands. */
  get script(): ParsedScript {
    this.#script ??= parse(this.text);
    return this.#script;
  }

  /** Every simple command, in the order in which they stand: in loops, functions, substitutions too, and in what `sh -c` and `ssh` are given. */
  get commands(): readonly ShellCommand[] {
    this.#commands ??= [...readCommands(this)];
    return this.#commands;
  }

  place(node: Pick<SyntaxNode, "pos" | "end">): Place {
    return this.snippet.placeOf(node.pos, node.end);
  }
}

/** Texts inside each other go no deeper. */
const maximumNesting = 4;

function* readCommands(document: ShellDocument): Generator<ShellCommand> {
  const nodes: Command[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Command") nodes.push(node);
    forEachChild(node, visit);
  };
  visit(document.script);
  let folder = document.folder;
  for (const node of nodes) {
    const command = new ShellCommand(node, document, folder);
    yield command;
    const [name, target] = command.words;
    if (name?.text === "cd" && target) folder = target.literal ? join(folder, target.text) : undefined;
    const inner = nestedText(command);
    if (inner) yield* inner.commands;
  }
}

function join(folder: string | undefined, path: string): string | undefined {
  if (path.startsWith("/") || path.startsWith("~")) return path;
  if (folder === undefined) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

const expansions = new Set(["SimpleExpansion", "ParameterExpansion", "CommandExpansion", "ArithmeticExpansion"]);

const isLiteral = ({ parts }: Word): boolean =>
  (parts ?? []).every(
    (part) =>
      !expansions.has(part.type) &&
      part.type !== "ProcessSubstitution" &&
      !(part.type === "DoubleQuoted" && part.parts.some(({ type }) => expansions.has(type))),
  );

const shells = /^(?:.*\/)?(?:ba|da|a|z)?sh$/;

/** The script that a command hands to a shell, here or on another machine. */
function nestedText(command: ShellCommand): ShellDocument | undefined {
  const { document, words } = command;
  if (depthOf(document) >= maximumNesting) return undefined;
  const start = words.findIndex(({ text }) => shells.test(text) || text === "ssh");
  const name = words[start];
  if (!name || start > 4) return undefined;
  const remote = name.text === "ssh";
  const hereDocument = command.node.redirects.find((redirect) => redirect.type === "HereDoc");
  if (hereDocument?.type === "HereDoc") {
    const { pos, end } = hereDocument.body;
    return new ShellDocument(document.snippet.part(pos, end), { type: "nested", within: command, remote });
  }
  const flag = words.findIndex(({ text }, index) => index > start && /^-[a-z]*c$/.test(text));
  const word = remote ? words.at(-1) : flag > 0 ? words[flag + 1] : undefined;
  if (!word || word.node.pos === name.node.pos || (remote && words.length - start < 3)) return undefined;
  const quoted = /^["']/.test(word.node.text);
  const { pos, end } = word.node;
  const snippet = document.snippet.part(quoted ? pos + 1 : pos, quoted ? end - 1 : end);
  return new ShellDocument(snippet, { type: "nested", within: command, remote }, remote ? undefined : command.folder);
}

const depthOf = ({ origin }: ShellDocument): number =>
  origin.type === "nested" ? 1 + depthOf(origin.within.document) : 0;
