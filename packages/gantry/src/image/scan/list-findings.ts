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
    ...listLayerFindings(image, scans, { detector, baseLayers }),
  ]);
  return [...findings, ...listDocumentFindings(archive, findings, detector)];
}

function listLayerFindings(
  image: ReadImage,
  scans: ReadonlyMap<string, LayerScan>,
  { detector, baseLayers }: ListOptions,
): Finding[] {
  const removed = image.layers.map(({ entry }) => scans.get(entry)?.removed ?? []);
  return image.layers.flatMap(({ entry }, index) =>
    (scans.get(entry)?.matches ?? []).map(({ match, place }): Finding => {
      const inBase = index < baseLayers;
      return {
        ...match,
        // The base image's makers put their keys there; nothing that the user builds mends it.
        severity: inBase && match.kind !== "secret" ? "warning" : match.severity,
        layer: describeLayer(image, index, detector),
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
