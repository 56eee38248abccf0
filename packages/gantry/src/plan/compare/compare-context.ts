import type { ImageInspect } from "../../engine/types.ts";

/** What comparing a container with its definition needs to know of the engine. */
export interface CompareContext {
  /** The image that the definition names, when the engine has it. */
  image: ImageInspect | undefined;
  /** The image that the container was made from, when it is still there. */
  ownImage: ImageInspect | undefined;
  /** Ids of networks by name. */
  networkIds: Readonly<Record<string, string>>;
  /** Names of the project's own networks. */
  projectNetworks: ReadonlySet<string>;
  /** Ids of the project's containers by name. */
  containerIds: Readonly<Record<string, string>>;
}
