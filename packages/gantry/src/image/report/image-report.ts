/** A layer of an image. */
export interface ReportedLayer {
  /** The digest of the uncompressed layer. */
  digest: string;
  /** The step that made it, as in a Dockerfile, without values of build arguments; empty where the image does not say. */
  createdBy: string;
  /** Bytes, uncompressed. */
  size: number;
}

/** What an image has more and less than an earlier one. */
export interface ImageChange {
  /** A name of the earlier image, or its id. */
  previous: string;
  /** Bytes; negative: it became smaller. */
  sizeDifference: number;
  kept: number;
  /** Bytes of the layers that both have. */
  keptSize: number;
  added: readonly ReportedLayer[];
  removed: readonly ReportedLayer[];
}

export interface ImageReport {
  /** `sha256:…` */
  id: string;
  /** Bytes of all layers, uncompressed; a layer that it shares with other images counts. */
  size: number;
  /** The lowest first. */
  layers: readonly ReportedLayer[];
  /** Absent without an earlier image. */
  change?: ImageChange;
}
