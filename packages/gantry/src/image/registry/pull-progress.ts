import type { ProgressMessage } from "../../engine/engine.ts";

export interface PullProgress {
  /** Bytes that are here, of all layers that are known so far. */
  current: number;
  total: number;
}

/** Adds up the bytes of an image's layers. Returns the sum after a message that changed it. */
export function createPullProgress(): (message: ProgressMessage) => PullProgress | undefined {
  const layers = new Map<string, PullProgress>();
  return ({ id, status, progressDetail }) => {
    if (id === undefined) return undefined;
    const layer = layers.get(id);
    if (status === "Downloading" && progressDetail?.total) {
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
      // Extracting has counts of its own, of the same bytes once more: they are not added.
    } else if (
      layer &&
      layer.current !== layer.total &&
      (status === "Download complete" || status === "Pull complete")
    ) {
      layers.set(id, { current: layer.total, total: layer.total });
    } else {
      return undefined;
    }
    let sum: PullProgress = { current: 0, total: 0 };
    for (const each of layers.values()) {
      sum = { current: sum.current + each.current, total: sum.total + each.total };
    }
    return sum;
  };
}
