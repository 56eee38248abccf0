import type { Targets } from "../proxy-definition.ts";
import { type FolderContent, readFolder } from "./archive.ts";
import type { ProxyContainer } from "./proxy-container.ts";

/** What the volume says. */
export interface VolumeState {
  /** The folder in `generations` that is live, where there is one. */
  generation: string | undefined;
  /** All folders in `generations`. */
  generations: string[];
  targets: Targets;
  maintenance: boolean;
  /** Of the configuration that was loaded last. */
  loaded: string | undefined;
}

export async function readVolume(container: ProxyContainer): Promise<VolumeState> {
  return readState((await readFolder(container, container.folder)) ?? { files: new Map(), links: new Map() });
}

export function readState({ files, links }: FolderContent): VolumeState {
  const generation = links.get("live")?.split("/").at(-1);
  const inGenerations = [...files].flatMap(([path, content]) => {
    const [folder, id = "", name = ""] = path.split("/");
    return folder === "generations" && name !== "" ? [{ id, name, content: content.trim() }] : [];
  });
  const targets = inGenerations.filter(({ id, name }) => id === generation && !name.startsWith("."));
  return {
    generation,
    generations: [...new Set(inGenerations.map(({ id }) => id))],
    targets: Object.fromEntries(targets.map(({ name, content }) => [name, content])),
    maintenance: links.get("targets") === "maintenance",
    loaded: files.get("loaded"),
  };
}
