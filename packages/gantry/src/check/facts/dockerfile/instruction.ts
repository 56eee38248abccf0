import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";
import type { SourceWord } from "../../repository/source-word.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import type { DockerPair } from "./docker-pair.ts";

/** A word of an instruction as it is written, with its place. */
export type DockerWord = SourceWord;

type Written = Pick<Instruction, "keyword" | "start" | "end" | "flags" | "words" | "exec" | "pairs">;

export class Instruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly flags: readonly DockerPair[];
  /** The words after the flags; those of JSON form without their quotes. Those of a heredoc's text are among them. */
  readonly words: readonly DockerWord[];
  /** `["node", "server.js"]`: the instruction is in exec form. */
  readonly exec: boolean;
  /** Of ENV, ARG and LABEL. ARG without a default has no value. */
  readonly pairs: readonly DockerPair[];
  readonly #source: SourceText;
  #shell: ShellDocument | undefined;

  constructor(source: SourceText, { keyword, start, end, flags, words, exec, pairs }: Written) {
    this.keyword = keyword;
    this.start = start;
    this.end = end;
    this.flags = flags;
    this.words = words;
    this.exec = exec;
    this.pairs = pairs;
    this.#source = source;
  }

  /** The whole instruction. */
  get at(): Place {
    return this.#source.placeOf(this.start, this.end);
  }

  /** The text that a shell gets: of RUN, CMD, ENTRYPOINT and the command of HEALTHCHECK, when they are not in exec form. */
  get shell(): ShellDocument | undefined {
    const [first] = this.words;
    if (!this.#shell && first && !this.exec && this.#runs(first.start))
      this.#shell = shellText(this.#source, first.start, this.end, this.keyword);
    return this.#shell;
  }

  /** Whether what begins there is run. `HEALTHCHECK NONE` runs nothing. */
  #runs(start: number): boolean {
    const { keyword } = this;
    if (keyword === "RUN" || keyword === "CMD" || keyword === "ENTRYPOINT") return true;
    return keyword === "HEALTHCHECK" && /\bCMD\b/i.test(this.#source.text.slice(this.start, start));
  }
}

/** Comments between the lines of one command are blanked out, so that each offset stays what it is. A heredoc's content is a script of its own. */
function shellText(source: SourceText, start: number, end: number, keyword: string): ShellDocument {
  const raw = source.text.slice(start, end);
  const heredoc = /^<<-?\s*(["']?)([A-Za-z_]\w*)\1[^\n]*\n/.exec(raw);
  const origin = { type: "dockerfile", instruction: keyword } as const;
  if (heredoc) {
    const content = start + heredoc[0].length;
    const close = source.text.slice(content, end).search(new RegExp(`^\\s*${heredoc[2]}\\s*$`, "m"));
    return new ShellDocument(Snippet.slice(source, content, close < 0 ? end : content + close), origin);
  }
  const text = raw.replace(/^[ \t]*#[^\n]*\n/gm, (comment) => " ".repeat(comment.length));
  return new ShellDocument(new Snippet(text, source, [{ from: 0, at: start }]), origin);
}

export const flagOf = (instruction: Instruction, name: string): string | undefined =>
  instruction.flags.find((flag) => flag.name === name)?.value;
