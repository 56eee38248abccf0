/** How a secret's value is written where it was found. */
export type SecretForm = "plain" | "base64" | "url" | "json";

/** Where in a layer's files. Paths count from the root, without a leading slash; secrets in them are blanked out. */
export interface FilePlace {
  file: string;
  /** From 1; only in text. */
  line?: number;
}

/** Where in the image's config: `Env.DATABASE_URL`, `Labels.com.example`, `history[3]`; or which document of the archive. */
export interface ConfigPlace {
  config: string;
}

export interface FindingLayer {
  /** From 0, the lowest. */
  index: number;
  /** The digest of the uncompressed layer. */
  digest: string;
  /** The step that made it; secrets in it are blanked out. Empty where the image does not say. */
  createdBy: string;
}

/** What a search found in one place; never holds the value. */
export interface Match {
  /** `secret`: a value of the stack's own. `key`: what looks like a key of some service. `file`: a file that is for keys. */
  kind: "secret" | "key" | "file";
  /** The name of the secret, or of the pattern, such as `private-key`. */
  rule: string;
  /** Of the stack's own values. */
  form?: SecretForm;
  /** `error` fails a build. A `warning` is a key in a layer of the base image, or one that may be public by intent. */
  severity: "error" | "warning";
}

export interface Finding extends Match {
  /** Absent for what is in the config only. */
  layer?: FindingLayer;
  place: FilePlace | ConfigPlace;
  /** A later layer removes the file. It is in the image all the same: whoever has the image has the layer. */
  removedLater?: boolean;
  /** The layer is the base image's. */
  inBase?: boolean;
}
