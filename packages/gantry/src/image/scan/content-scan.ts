import type { Detector, DetectorOptions } from "./detector.ts";
import type { Match } from "./finding.ts";

/** A match in a file, with its line where the file is text. */
export interface MatchInFile {
  match: Match;
  line?: number;
}

/** What is searched at once. Nearly all files fit. */
const WINDOW = 1024 * 1024;
const NEWLINE = 10;

/** Scans files one after the other, a chunk at a time; each has to be finished before the next one's first chunk. */
export interface ContentScan {
  add(chunk: Buffer, options: DetectorOptions): void;
  /** What was found in the file, each kind once, at its first place; and the file itself when it is no larger than a window. */
  finish(options: DetectorOptions): { matches: MatchInFile[]; whole: Buffer | undefined };
}

/**
 * Makes a scan that needs a fixed amount of memory, however large a file is. Chunks are joined in a window; what a match that starts near the
 * window's end may still need is kept for the next one, so that no boundary hides anything.
 */
export function createContentScan(detector: Detector, windowSize = WINDOW): ContentScan {
  const { behind, ahead } = detector.reach;
  const window = Buffer.allocUnsafe(windowSize + behind + ahead);
  let filled = 0;
  /** Matches that start before this were looked for already. */
  let searched = 0;
  /** Newlines before the window; undefined once the file is known for binary. */
  let lines: number | undefined = 0;
  let moved = false;
  let found = new Map<string, MatchInFile>();

  const search = (to: number, options: DetectorOptions) => {
    const bytes = window.subarray(0, filled);
    if (!moved && searched === 0 && bytes.subarray(0, 8192).includes(0)) lines = undefined;
    detector.search(
      bytes,
      { from: searched, to },
      ({ match, start }) => {
        const key = `${match.kind} ${match.rule}`;
        if (found.has(key)) return;
        const line = lines === undefined ? undefined : lines + countNewlines(bytes, start) + 1;
        found.set(key, { match, ...(line !== undefined && { line }) });
      },
      options,
    );
    searched = to;
  };
  const makeRoom = (options: DetectorOptions) => {
    search(filled - ahead, options);
    const keep = Math.max(0, searched - behind);
    if (lines !== undefined) lines += countNewlines(window, keep);
    window.copyWithin(0, keep, filled);
    filled -= keep;
    searched -= keep;
    moved = true;
  };

  return {
    add: (chunk, options) => {
      let at = 0;
      while (at < chunk.length) {
        if (filled === window.length) makeRoom(options);
        const copied = chunk.copy(window, filled, at);
        at += copied;
        filled += copied;
      }
    },
    finish: (options) => {
      search(filled, options);
      const result = { matches: [...found.values()], whole: moved ? undefined : window.subarray(0, filled) };
      filled = 0;
      searched = 0;
      lines = 0;
      moved = false;
      found = new Map();
      return result;
    },
  };
}

function countNewlines(bytes: Buffer, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
