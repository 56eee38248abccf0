import type { Engine } from "../../../engine/engine.ts";
import type { EngineInfo, ImageInspect } from "../../../engine/types.ts";
import { unlessGone } from "../../../engine/unless-gone.ts";

/** `classic`: layers by their chain of diff ids, below a graph driver. `containerd`: blobs by their digest. */
export type StoreKind = "classic" | "containerd";

/** What an engine has, as far as shipping needs to know. */
export interface ObservedStore {
  kind: StoreKind;
  /** Whether the engine can say if all of an image is there. */
  tellsAvailability: boolean;
  /** Of the engine, such as `28.5.2`. */
  version: string;
  images: readonly ImageInspect[];
}

/** A question takes a round trip; the client has eight connections for them. */
const questionsAtOnce = 8;

/** Reads the layer chains of all images. Those that are not wholly there are left out. */
export async function observeStore(engine: Engine, signal: AbortSignal): Promise<ObservedStore> {
  const [info, list] = await Promise.all([engine.info({ signal }), engine.images.list({}, { signal })]);
  const kind = storeKind(info);
  const ids = [...new Set(list.map(({ Id }) => Id))];
  const images: ImageInspect[] = [];
  const entries = ids.values();
  const work = async () => {
    for (const id of entries) {
      const image = await inspectImage(engine, id, signal);
      if (image !== undefined && isAvailable(image)) images.push(image);
    }
  };
  await Promise.all(Array.from({ length: questionsAtOnce }, work));
  return { kind, tellsAvailability: tellsAvailability(engine), version: info.ServerVersion, images };
}

/** @see https://docs.docker.com/engine/storage/containerd/ */
export function storeKind({ DriverStatus }: Pick<EngineInfo, "DriverStatus">): StoreKind {
  const isContainerd = DriverStatus?.some(
    ([key, value]) => key === "driver-type" && value === "io.containerd.snapshotter.v1",
  );
  return isContainerd ? "containerd" : "classic";
}

/** API 1.48 tells which manifests are there with all their layers. */
function tellsAvailability({ apiVersion = "1.41" }: Engine): boolean {
  return Number(apiVersion.split(".")[1]) >= 48;
}

/** With its manifests where the engine knows them; undefined when there is no such image. */
export function inspectImage(
  engine: Engine,
  reference: string,
  signal: AbortSignal,
): Promise<ImageInspect | undefined> {
  return unlessGone(engine.images.inspect(reference, { manifests: tellsAvailability(engine), signal }));
}

/** The manifests of an image whose config and layers are all there; undefined where the engine does not tell. */
export function availableManifests({ Manifests }: ImageInspect): string[] | undefined {
  return Manifests?.filter(({ Kind, Available }) => Kind === "image" && Available).map(({ ID }) => ID);
}

const isAvailable = (image: ImageInspect): boolean => availableManifests(image)?.length !== 0;
