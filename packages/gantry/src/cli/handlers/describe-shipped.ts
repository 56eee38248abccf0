import type { ShipOutcome } from "../../image/ship/ship-options.ts";
import { formatBytes } from "../../model/bytes.ts";
import { formatElapsed } from "../render/elapsed.ts";
import type { Column } from "../render/table.ts";

export const shipColumns: readonly Column[] = [
  { title: "HOST", shrink: 1 },
  { title: "IMAGE", shrink: 2 },
  { title: "RESULT" },
  { title: "SENT" },
  { title: "KEPT" },
  { title: "BYTES" },
  { title: "TIME" },
];

/** A line for each image on each host, and one for what ended a host. */
export function formatShipRows(outcomes: readonly ShipOutcome[]): string[][] {
  return outcomes.flatMap(({ target, images, milliseconds, error }) => [
    ...images.map(({ image, mode, layersSent, layersKept, bytesSent, milliseconds: time }) => [
      target,
      image,
      mode,
      String(layersSent),
      String(layersKept),
      formatBytes(bytesSent),
      formatElapsed(time),
    ]),
    ...(error === undefined ? [] : [[target, "", "failed", "", "", "", formatElapsed(milliseconds)]]),
  ]);
}
