import type { Engine } from "../../engine/engine.ts";
import type { CompressionName } from "./wire/codec.ts";

export interface ShipTarget {
  engine: Engine;
  /** What the outcome and the events call it, such as `ssh://deploy@example.com`. */
  name: string;
}

/**
 * How an image came to a target: `thin`, only the layers that were missing; `whole`, all of them; `present`, it was there already;
 * `registry`, pushed and pulled.
 */
export type ShipMode = "thin" | "whole" | "present" | "registry";

export interface ShippedImage {
  target: string;
  /** The reference, as it was asked for. */
  image: string;
  /** The image's id on the target. */
  id: string;
  mode: ShipMode;
  layersSent: number;
  layersKept: number;
  /** Bytes of archives on the wire, compressed as they were; those of a first try that did not work included. */
  bytesSent: number;
  milliseconds: number;
}

/** What happens while images are shipped. `time` is Unix time in milliseconds. */
export type ShipEvent =
  | {
      type: "image-start";
      time: number;
      target: string;
      image: string;
      mode: ShipMode;
      layersSent: number;
      layersKept: number;
    }
  /** `total` is known once the image is saved and compressed. */
  | { type: "progress"; time: number; target: string; image: string; current: number; total?: number; unit: "bytes" }
  /** The thin archive was not enough: the image is sent whole. */
  | { type: "image-whole"; time: number; target: string; image: string; reason: string }
  /** The target's engine lacks a part of what it pulled from the registry: the image is sent as an archive. */
  | { type: "pull-incomplete"; time: number; target: string; image: string }
  | ({ type: "image-done"; time: number } & ShippedImage)
  | { type: "target-failed"; time: number; target: string; image: string | undefined; message: string }
  | { type: "target-done"; time: number; target: string; milliseconds: number };

/** How it went on one target. Images after the one that failed were not begun. */
export interface ShipOutcome {
  target: string;
  images: ShippedImage[];
  milliseconds: number;
  /** Why it failed; absent when all images are there. */
  error?: unknown;
}

export interface ShipOptions {
  /** References of the source's images: names, or ids, which get no tag on the target. */
  images: readonly string[];
  source: Engine;
  targets: readonly ShipTarget[];
  signal: AbortSignal;
  onEvent?: (event: ShipEvent) => void;
  /** On the wire. `auto`: zstd where this Node and all targets know it, else gzip. @default "auto" */
  compression?: CompressionName | "auto";
  /** Send every layer, also those that the target has. @default false */
  whole?: boolean;
}
