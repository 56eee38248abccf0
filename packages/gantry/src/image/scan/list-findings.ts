import type { ReadArchive, ReadImage } from "../archive/read-image-archive.ts";
import { makeStepReadable } from "../archive/readable-step.ts";
import type { Detector } from "./detector.ts";
import type { Finding, FindingLayer } from "./finding.ts";
import { isRemovedLater } from "./is-removed-later.ts";
import { type ConfigMatch, scanConfig } from "./scan-config.ts";
import type { LayerScan } from "./scan-layer.ts";

interface ListOptions {
  detector: Detector;
  /** How many of the lowest layers are the base image's. */
  baseLayers: number;
}

/** Joins what was found in each layer with the layer's place in the image, and adds what is in the config. */
export function listFindings(
  archive: ReadArchive,
  scans: ReadonlyMap<string, LayerScan>,
  { detector, baseLayers }: ListOptions,
): Finding[] {
  const findings = archive.images.flatMap((image) => [
    ...listConfigFindings(image, detector),
    ...listLayerFindings(
      image.layers.map(({ entry }, index) => ({ ...describeLayer(image, index, detector), scan: scans.get(entry) })),
      baseLayers,
    ),
  ]);
  return [...findings, ...listDocumentFindings(archive, findings, detector)];
}

/** A layer at its place in an image, with what was found in it. */
export interface ScannedLayer extends FindingLayer {
  scan: LayerScan | undefined;
}

/** What was found in the layers of one image, the lowest first; `baseLayers` of them are the base image's. */
export function listLayerFindings(layers: readonly ScannedLayer[], baseLayers: number): Finding[] {
  const removed = layers.map(({ scan }) => scan?.removed ?? []);
  return layers.flatMap(({ scan, ...layer }, index) =>
    (scan?.matches ?? []).map(({ match, place }): Finding => {
      const inBase = index < baseLayers;
      return {
        ...match,
        // The base image's makers put their keys there; nothing that the user builds mends it.
        severity: inBase && match.kind !== "secret" ? "warning" : match.severity,
        layer,
        place,
        ...(isRemovedLater(place.file, removed.slice(index + 1)) && { removedLater: true }),
        ...(inBase && { inBase }),
      };
    }),
  );
}

function listConfigFindings(image: ReadImage, detector: Detector): Finding[] {
  return scanConfig(image.config.raw, detector).map(({ match, place, step }): Finding => {
    const layer = step === undefined ? -1 : findLayerOfStep(image, step);
    return { ...match, ...(layer >= 0 && { layer: describeLayer(image, layer, detector) }), place: { config: place } };
  });
}

/**
 * An archive has other documents, which travel with the image: attestations with the build's arguments. Older formats of the config are among
 * them, so what is in the config already counts once.
 */
function listDocumentFindings({ documents }: ReadArchive, known: readonly Finding[], detector: Detector): Finding[] {
  const seen = new Set(known.filter(({ place }) => "config" in place).map(({ kind, rule }) => `${kind} ${rule}`));
  return [...documents].flatMap(([name, content]) => {
    const found: ConfigMatch[] = [];
    detector.search(content, { from: 0, to: content.length }, ({ match }) => {
      const key = `${match.kind} ${match.rule}`;
      if (seen.has(key)) return;
      seen.add(key);
      found.push({ match, place: detector.redact(name) });
    });
    return found.map(({ match, place }): Finding => ({ ...match, place: { config: place } }));
  });
}

function findLayerOfStep({ config, layers }: ReadImage, step: number): number {
  if (config.history[step]?.empty_layer === true) return -1;
  const index = config.history.slice(0, step).filter(({ empty_layer }) => empty_layer !== true).length;
  return index < layers.length ? index : -1;
}

function describeLayer({ layers }: ReadImage, index: number, detector: Detector): FindingLayer {
  const layer = layers[index];
  const createdBy = layer?.step?.created_by ?? "";
  // Blanked out before it is made short: what is left out would break what is looked for.
  return { index, digest: layer?.diffId ?? "", createdBy: makeStepReadable(detector.redact(createdBy)) };
}
