import { readTar, type TarEntry } from "../archive/read-tar.ts";
import { type ContentScan, createContentScan } from "./content-scan.ts";
import type { Detector } from "./detector.ts";
import { fileRules, LARGEST_KEY_FILE } from "./file-rules.ts";
import type { FilePlace, Match } from "./finding.ts";
import { isHarmless } from "./harmless-places.ts";

export interface LayerMatch {
  match: Match;
  place: FilePlace;
}

/** What a layer holds. Names in it have their secrets blanked out, so that it can be kept. */
export interface LayerScan {
  matches: readonly LayerMatch[];
  /** Paths that the layer removes from those below it; one that ends in `/` stands for all that a folder held. */
  removed: readonly string[];
  files: number;
  /** Bytes of the files. */
  bytes: number;
}

export interface ScanLayerOptions {
  detector: Detector;
  /** Gets bytes as they are read. */
  onBytes?: (bytes: number) => void;
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** Scans every file of a layer's tar archive, with names, links and extended attributes. */
export async function scanLayer(
  content: AsyncIterable<Uint8Array>,
  where: string,
  { detector, onBytes = () => undefined }: ScanLayerOptions,
): Promise<LayerScan> {
  const scan = createContentScan(detector);
  const matches: LayerMatch[] = [];
  const removed: string[] = [];
  let files = 0;
  let bytes = 0;
  for await (const entry of readTar(content, where)) {
    const path = entry.name.replace(/^(?:\.?\/)+/, "");
    const found = [...scanHeader(entry, scan, path), ...(await scanFile(entry, scan, path))];
    if (found.length > 0)
      matches.push(...found.map((one) => ({ ...one, place: { ...one.place, file: detector.redact(path) } })));
    const whiteout = findWhiteout(path);
    if (whiteout !== undefined) removed.push(detector.redact(whiteout));
    else if (entry.type === "file") {
      files += 1;
      bytes += entry.size;
    }
    onBytes(entry.size);
  }
  return { matches, removed, files, bytes };
}

function scanHeader({ name, linkName = "", pax }: TarEntry, scan: ContentScan, path: string): LayerMatch[] {
  const attributes = Object.entries(pax).map(([key, value]) => `${key}=${value}`);
  const options = { harmless: isHarmless(path) };
  scan.add(Buffer.from([name, linkName, ...attributes].join("\n")), options);
  return scan.finish(options).matches.map(({ match }) => ({ match, place: { file: path } }));
}

async function scanFile(entry: TarEntry, scan: ContentScan, path: string): Promise<LayerMatch[]> {
  if (entry.size === 0) return [];
  const options = { harmless: isHarmless(path) };
  for await (const chunk of entry.content) scan.add(chunk, options);
  const { matches, whole } = scan.finish(options);
  const found = matches.map(({ match, line }) => ({
    match,
    place: { file: path, ...(line !== undefined && { line }) },
  }));
  if (whole === undefined || whole.length > LARGEST_KEY_FILE || options.harmless) return found;
  return [...found, ...matchFileRules(path, whole).map((match) => ({ match, place: { file: path } }))];
}

function matchFileRules(path: string, content: Buffer): Match[] {
  return fileRules.flatMap(({ rule, path: pattern, holdsKeys }): Match[] =>
    pattern.test(path) && holdsKeys(content.toString()) ? [{ kind: "file", rule, severity: "error" }] : [],
  );
}

/** @see https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
function findWhiteout(path: string): string | undefined {
  const at = path.lastIndexOf("/") + 1;
  const name = path.slice(at);
  if (name === OPAQUE) return path.slice(0, at);
  return name.startsWith(WHITEOUT) && !name.startsWith(WHITEOUT + WHITEOUT)
    ? path.slice(0, at) + name.slice(WHITEOUT.length)
    : undefined;
}
