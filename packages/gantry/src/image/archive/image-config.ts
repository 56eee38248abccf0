import {
  archiveError,
  expectArray,
  expectDigest,
  expectObject,
  expectString,
  type JsonObject,
  parseJson,
} from "./json-shape.ts";

/** A step of the build. Each one without `empty_layer` made the next layer. */
export interface HistoryEntry {
  /** RFC 3339. */
  created?: string;
  created_by?: string;
  comment?: string;
  empty_layer?: boolean;
}

/**
 * The config of an image.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export interface ImageConfig {
  architecture: string;
  os: string;
  variant?: string;
  /** Digests of the layers' uncompressed tar archives, the lowest first. */
  diffIds: readonly string[];
  history: readonly HistoryEntry[];
  /** All of it, with keys that are not named here. */
  raw: JsonObject;
}

/** @throws UserError when it is not of that shape. */
export function parseImageConfig(text: string, where: string): ImageConfig {
  const raw = expectObject(parseJson(text, where), where);
  const { type, diff_ids } = expectObject(raw["rootfs"], `${where}: rootfs`);
  if (type !== "layers") throw archiveError(`${where}: rootfs.type`, 'is not "layers".');
  const optional = (key: string) => (raw[key] == null ? undefined : expectString(raw[key], `${where}: ${key}`));
  const variant = optional("variant");
  return {
    architecture: optional("architecture") ?? "",
    os: optional("os") ?? "",
    ...(variant !== undefined && { variant }),
    diffIds: expectArray(diff_ids ?? [], `${where}: rootfs.diff_ids`).map((digest, index) =>
      expectDigest(digest, `${where}: rootfs.diff_ids[${index}]`),
    ),
    history: expectArray(raw["history"] ?? [], `${where}: history`).map((item, index) =>
      readHistory(item, `${where}: history[${index}]`),
    ),
    raw,
  };
}

/** The step that made each layer. An image without a full history, such as an imported one, has layers without a step. */
export function findLayerSteps({
  diffIds,
  history,
}: Pick<ImageConfig, "diffIds" | "history">): (HistoryEntry | undefined)[] {
  const made = history.filter(({ empty_layer }) => empty_layer !== true);
  return diffIds.map((_, index) => made[index]);
}

function readHistory(value: unknown, where: string): HistoryEntry {
  const entry = expectObject(value, where);
  const texts = (["created", "created_by", "comment"] as const).flatMap((key) =>
    entry[key] == null ? [] : [[key, expectString(entry[key], `${where}.${key}`)] as const],
  );
  return { ...Object.fromEntries(texts), ...(entry["empty_layer"] === true && { empty_layer: true }) };
}
