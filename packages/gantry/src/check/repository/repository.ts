import { posix } from "node:path";
import type { Tri } from "../tri.ts";
import { type FileKind, fileKindOf } from "./file-kind.ts";
import { placeInGit } from "./place-in-git.ts";
import { readSourceFile, type SourceFailure } from "./read-source.ts";
import { SourceText } from "./source-text.ts";
import { type Tree, walk } from "./walk.ts";

/** Characters of source code that are kept at a time; what was read longest ago goes first. */
const maximumCached = 32 * 1024 * 1024;

/** Characters of a script without an ending: installers that have an archive in them are none that people write. */
const maximumScript = 1024 * 1024;

/** The files of a repository: found in one walk, read when they are asked for. Paths are relative to the root, with `/`. */
export class Repository {
  /** Absolute path. */
  readonly root: string;
  readonly #tree: Tree;
  readonly #files: Set<string>;
  readonly #sorted: readonly string[];
  readonly #kinds = new Map<FileKind, string[]>();
  readonly #texts = new Map<string, SourceText | SourceFailure>();
  readonly #printed: ReadonlyMap<string, SourceText>;
  /** Whether files are there that are not among those that are looked at. */
  readonly #excludes: boolean;
  #cached = 0;
  #placeInGit: string | undefined;

  /** @param printed Files that are looked at as if they were there: their texts by path. */
  constructor(
    root: string,
    excluded: (path: string) => boolean = () => false,
    printed: ReadonlyMap<string, string> = new Map(),
  ) {
    this.root = root;
    this.#tree = walk(root);
    const files = this.#tree.files.filter((path) => !excluded(path));
    this.#excludes = files.length < this.#tree.files.length;
    this.#printed = new Map([...printed].map(([path, text]) => [path, new SourceText(path, text)]));
    if (printed.size > 0) files.push(...printed.keys());
    this.#files = new Set(files);
    this.#sorted = printed.size > 0 ? [...this.#files].sort() : files;
    for (const path of files) {
      const kind = fileKindOf(path);
      const known = this.#kinds.get(kind);
      if (known) known.push(path);
      else this.#kinds.set(kind, [path]);
    }
    this.#sniffScripts();
  }

  /** All files, sorted. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** Whether there are more files than are looked at. */
  get isCut(): boolean {
    return this.#tree.cut;
  }

  /** Where the root lies in its git repository: `services/web/`; empty for the top of one, and without git. */
  get placeInGit(): string {
    this.#placeInGit ??= placeInGit(this.root);
    return this.#placeInGit;
  }

  /** The files that somebody asked for until now and whose texts are still at hand. */
  get readFiles(): readonly string[] {
    return [...this.#texts.keys()];
  }

  ofKind(...kinds: readonly FileKind[]): readonly string[] {
    const [first] = kinds;
    if (kinds.length === 1 && first) return this.#kinds.get(first) ?? [];
    return kinds.flatMap((kind) => this.#kinds.get(kind) ?? []);
  }

  /** The files below a folder; `""` is the root. */
  below(folder: string): readonly string[] {
    if (folder === "") return this.#sorted;
    const prefix = `${folder}/`;
    const from = firstAtLeast(this.#sorted, prefix);
    let to = from;
    while (this.#sorted[to]?.startsWith(prefix)) to += 1;
    return this.#sorted.slice(from, to);
  }

  hasFile(path: string): boolean {
    return this.#files.has(path);
  }

  /** Whether there is a file or folder. Unknown outside the repository and in folders that are not looked into. */
  exists(path: string): Tri {
    const clean = posix.normalize(path).replace(/\/$/, "");
    if (clean === "." || clean === "") return "yes";
    if (clean.startsWith("..") || clean.startsWith("/")) return "unknown";
    if (this.#files.has(clean) || this.#tree.folders.has(clean) || this.#tree.closed.has(clean)) return "yes";
    if (this.#tree.cut) return "unknown";
    for (let folder = posix.dirname(clean); folder !== "."; folder = posix.dirname(folder)) {
      if (this.#tree.closed.has(folder)) return "unknown";
    }
    return "no";
  }

  isFolder(path: string): boolean {
    const clean = path === "." ? "" : path.replace(/\/$/, "");
    return this.#tree.folders.has(clean) || this.#tree.closed.has(clean);
  }

  /** Folders that are there, but whose content is made by tools, or cannot be read. */
  get closedFolders(): ReadonlySet<string> {
    return this.#tree.closed;
  }

  /** The text of a file; undefined when it is not there or cannot be read as text. */
  read(path: string): SourceText | undefined {
    const found = this.readOrReason(path);
    return found instanceof SourceText ? found : undefined;
  }

  readOrReason(path: string): SourceText | SourceFailure {
    const known = this.#printed.get(path) ?? this.#texts.get(path);
    if (known !== undefined) return known;
    if (this.#isAbsent(path)) return "missing";
    const read = readSourceFile(`${this.root}/${path}`, path);
    this.#texts.set(path, read);
    if (read instanceof SourceText) this.#makeRoom(read.text.length);
    return read;
  }

  /** Whether the walk has looked into the file's folder and not seen it: most files that are asked for are a guess. */
  #isAbsent(path: string): boolean {
    if (this.#files.has(path) || this.#excludes || this.#tree.cut) return false;
    return this.#tree.folders.has(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  }

  #makeRoom(size: number): void {
    this.#cached += size;
    for (const [path, text] of this.#texts) {
      if (this.#cached <= maximumCached) return;
      if (!(text instanceof SourceText)) continue;
      this.#texts.delete(path);
      this.#cached -= text.text.length;
    }
  }

  /** A file without an extension is a script when its first line says so. */
  #sniffScripts(): void {
    const scripts = this.#kinds.get("shell") ?? [];
    for (const path of this.#kinds.get("other") ?? []) {
      if (/\.\w+$/.test(path) || !/(^|\/)(bin|scripts?|docker|deploy|ops|hack|backup|cron[^/]*)\//.test(path)) continue;
      const source = this.read(path);
      const isScript = source && source.text.length < maximumScript && /^#!.*\b(ba|da|a)?sh\b/.test(source.line(1));
      if (isScript) scripts.push(path);
    }
    if (scripts.length > 0) this.#kinds.set("shell", scripts.sort());
  }
}

/** Index of the first text that is the given one or comes after it. */
function firstAtLeast(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
