import type { Engine } from "../../engine/engine.ts";
import type { ImageInspect } from "../../engine/types.ts";
import { listLayers } from "../report/describe-image.ts";
import { countBaseLayers } from "./count-base-layers.ts";
import { createDetector, type Detector } from "./detector.ts";
import type { Finding } from "./finding.ts";
import { listLayerFindings } from "./list-findings.ts";
import { type ArchiveScan, scanArchive, sumUp } from "./scan-archive.ts";
import { findCacheDirectory, openScanCache, type ScanCache } from "./scan-cache.ts";
import { scanConfig } from "./scan-config.ts";

export interface ScanOptions {
  /** The stack's own secret values, by name. */
  secrets: ReadonlyMap<string, string>;
  /** The images that its Dockerfile starts from. What looks like a key in their layers is a warning. Default: none is known. */
  bases?: readonly string[];
  signal?: AbortSignal;
  onProgress?: (progress: ScanProgress) => void;
  /** Where is kept which layers were scanned before; `false`: nowhere. Default: `~/.cache/gantry/scans`. */
  cacheDirectory?: string | false;
}

export interface ScanProgress {
  /** Read so far. */
  bytes: number;
  /** The image's size as the engine says it. */
  totalBytes: number;
}

export interface ScanResult {
  reference: string;
  /** `sha256:…` */
  id: string;
  /** By layer, then by file; errors and warnings. */
  findings: readonly Finding[];
  /** Findings that fail a build. */
  errors: number;
  warnings: number;
  layers: number;
  /** Of these, known from an earlier scan for the same secrets. */
  layersKnown: number;
  /** In all layers, known ones included. */
  files: number;
  /** Of these files. */
  bytes: number;
  milliseconds: number;
}

/**
 * Looks for secrets in every layer of an image, what a later layer removes included, in the names of files, and in the image's config and history:
 * for the stack's own values, also in base64, URLs and JSON, and for what looks like keys. No value is part of the result or of an error.
 *
 * @throws EngineError when there is no such image; UserError when what the engine saves is no image archive.
 */
export async function scanImage(engine: Engine, reference: string, options: ScanOptions): Promise<ScanResult> {
  const started = performance.now();
  const { secrets, bases = [], signal, cacheDirectory = findCacheDirectory() } = options;
  const call = signal === undefined ? {} : { signal };
  const detector = createDetector(secrets);
  const inspected = await engine.images.inspect(reference, call);
  const baseLayers = await countBaseLayers(engine, inspected, bases, call);
  const cache = cacheDirectory === false ? undefined : await openScanCache(secrets, cacheDirectory);
  const scan =
    (cache && (await recallImage(engine, inspected, { cache, detector, call, baseLayers }))) ??
    (await scanSaved(engine, inspected, { cache, detector, options, baseLayers }));
  const errors = scan.findings.filter(({ severity }) => severity === "error").length;
  const layers = inspected.RootFS.Layers?.length ?? 0;
  return {
    reference,
    id: inspected.Id,
    errors,
    warnings: scan.findings.length - errors,
    layers,
    ...scan,
    milliseconds: Math.round(performance.now() - started),
  };
}

interface Recall {
  cache: ScanCache;
  detector: Detector;
  call: { signal?: AbortSignal };
  baseLayers: number;
}

/** When nothing that fails a build was found in any layer before and nothing is in the config, the image need not be saved again. */
async function recallImage(
  engine: Engine,
  { Id, RootFS, Config, Author, Descriptor }: ImageInspect,
  { cache, detector, call, baseLayers }: Recall,
): Promise<ArchiveScan | undefined> {
  // An index may have attestations beside the image; they are in the archive only.
  if (Descriptor !== undefined && /index|manifest\.list/.test(Descriptor.mediaType)) return undefined;
  const known = await Promise.all((RootFS.Layers ?? []).map((digest) => cache.load(digest)));
  const scans = known.flatMap((layer) => layer ?? []);
  if (scans.length < known.length) return undefined;
  const history = await engine.images.history(Id, call);
  if (scanConfig({ Config, Author, history }, detector).length > 0) return undefined;
  const layers = listLayers({ RootFS }, history, detector.redact);
  const findings = listLayerFindings(
    layers.map(({ digest, createdBy }, index) => ({ index, digest, createdBy, scan: scans[index] })),
    baseLayers,
  );
  // Which of them it is, and where, is worth a second look.
  if (findings.some(({ severity }) => severity === "error")) return undefined;
  return { findings, layersKnown: scans.length, ...sumUp(scans) };
}

interface Saved {
  cache: ScanCache | undefined;
  detector: Detector;
  options: ScanOptions;
  baseLayers: number;
}

async function scanSaved(
  engine: Engine,
  { Id, Size }: ImageInspect,
  { cache, detector, options: { signal, onProgress }, baseLayers }: Saved,
): Promise<ArchiveScan> {
  let read = 0;
  const onBytes = (bytes: number) => {
    signal?.throwIfAborted();
    read += bytes;
    onProgress?.({ bytes: read, totalBytes: Size });
  };
  const source = await engine.images.save([Id], signal === undefined ? {} : { signal });
  try {
    return await scanArchive(source, { detector, baseLayers, onBytes, cache });
  } finally {
    source.destroy();
  }
}
