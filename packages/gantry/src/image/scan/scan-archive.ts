import { type ReadArchive, readImageArchive } from "../archive/read-image-archive.ts";
import type { Detector } from "./detector.ts";
import type { Finding } from "./finding.ts";
import { listFindings } from "./list-findings.ts";
import type { ScanCache } from "./scan-cache.ts";
import { type LayerScan, scanLayer } from "./scan-layer.ts";

export interface ScanArchiveOptions {
  detector: Detector;
  /** How many of the lowest layers are the base image's. Default: 0. */
  baseLayers?: number;
  /** Gets the bytes of files as they are read. */
  onBytes?: (bytes: number) => void;
  cache?: ScanCache | undefined;
}

export interface ArchiveScan {
  findings: readonly Finding[];
  /** Layers that the cache knew. */
  layersKnown: number;
  /** In all layers. */
  files: number;
  /** Of these files. */
  bytes: number;
}

/** Scans what `docker save` gives, in one pass. */
export async function scanArchive(
  source: AsyncIterable<Uint8Array>,
  { detector, baseLayers = 0, onBytes, cache }: ScanArchiveOptions,
): Promise<ArchiveScan> {
  const scans = new Map<string, LayerScan>();
  const known = new Set<string>();
  const archive = await readImageArchive(source, {
    onLayer: async (entry, content) => {
      scans.set(entry, await scanLayer(content, entry, { detector, ...(onBytes && { onBytes }) }));
    },
    skipLayer: async (entry) => {
      const layer = isLayerEntry(entry) ? await cache?.load(nameLayer(entry)) : undefined;
      if (layer === undefined) return false;
      scans.set(entry, layer);
      known.add(entry);
      return true;
    },
  });
  const findings = listFindings(archive, scans, { detector, baseLayers });
  if (cache !== undefined) await remember(cache, archive, scans);
  return { findings, layersKnown: known.size, ...sumUp([...scans.values()]) };
}

/** Each layer by its digest, as an image names it, and as the archive names it. */
async function remember(
  cache: ScanCache,
  { images }: ReadArchive,
  scans: ReadonlyMap<string, LayerScan>,
): Promise<void> {
  for (const { entry, diffId } of images.flatMap(({ layers }) => layers)) {
    const layer = scans.get(entry);
    if (layer === undefined) continue;
    for (const name of new Set([diffId, nameLayer(entry)])) await cache.save(name, layer);
  }
}

export function sumUp(layers: readonly LayerScan[]): { files: number; bytes: number } {
  return layers.reduce((sum, { files, bytes }) => ({ files: sum.files + files, bytes: sum.bytes + bytes }), {
    files: 0,
    bytes: 0,
  });
}

/** A blob's entry names its digest; the classic layout names a layer by an id that is made of its content and of those below it. */
function nameLayer(entry: string): string {
  return entry.startsWith("blobs/") ? entry.slice("blobs/".length).replace("/", ":") : entry;
}

function isLayerEntry(entry: string): boolean {
  return entry.startsWith("blobs/") || entry.endsWith("/layer.tar");
}
