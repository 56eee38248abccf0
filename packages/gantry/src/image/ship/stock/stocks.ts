import type { Engine } from "../../../engine/engine.ts";
import type { StoreKind } from "../plan/observe-store.ts";
import { type ImagePlan, layersOf, type SourceImage } from "../plan/plan-shipment.ts";
import type { Codec } from "../wire/codec.ts";
import { type ImageStock, stockImage } from "./stock-image.ts";

/** The stock of several images, each saved when the first target comes to it and thrown away when the last one is through. */
export interface Stocks extends AsyncDisposable {
  /** The layers that the plans send, or all. */
  open(index: number, part: "planned" | "whole"): Promise<ImageStock>;
  /** One target is through with an image, or will never come to it. */
  leave(index: number): Promise<void>;
}

export interface StocksOptions {
  source: Engine;
  sourceKind: StoreKind;
  images: readonly SourceImage[];
  /** By target, then by image. */
  plans: readonly (readonly ImagePlan[])[];
  codec: Codec;
  signal: AbortSignal;
}

export function createStocks({ source, sourceKind, images, plans, codec, signal }: StocksOptions): Stocks {
  const opened = new Map<string, Promise<ImageStock>>();
  const visitors = images.map(() => plans.length);
  const layers = images.map(({ inspect }) => layersOf(inspect));

  const start = (index: number, needed: ReadonlySet<string>) => {
    const image = images[index];
    if (image === undefined) throw new RangeError(`There is no image ${index}.`);
    const { reference, inspect } = image;
    const diffIds = layersOf(inspect);
    return stockImage(source, { reference, store: sourceKind, diffIds, needed, codec, signal });
  };

  const close = async (index: number) => {
    const keys = [`${index} planned`, `${index} whole`];
    const stocks = keys.flatMap((key) => opened.get(key) ?? []);
    for (const key of keys) opened.delete(key);
    for (const stock of await Promise.allSettled(stocks)) {
      if (stock.status === "fulfilled") await stock.value[Symbol.asyncDispose]();
    }
  };

  return {
    open(index, part) {
      const planned = plans.flatMap((plan) => collectSent(plan[index]));
      const all = layers[index] ?? [];
      const needed = new Set(part === "whole" ? all : planned);
      const key = `${index} ${all.every((layer) => needed.has(layer)) ? "whole" : "planned"}`;
      const stock = opened.get(key) ?? start(index, needed);
      opened.set(key, stock);
      return stock;
    },
    async leave(index) {
      visitors[index] = (visitors[index] ?? 0) - 1;
      if (visitors[index] === 0) await close(index);
    },
    async [Symbol.asyncDispose]() {
      for (const index of images.keys()) await close(index);
    },
  };
}

const collectSent = (plan: ImagePlan | undefined): string[] =>
  plan === undefined || plan.mode === "present" ? [] : [...plan.choice.send];
