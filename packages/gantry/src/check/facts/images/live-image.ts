import type { ImageKnowledge } from "./image-knowledge.ts";
import { parseImageReference } from "./image-reference.ts";

/** What an engine knows of an image that it has. */
export interface LiveImage {
  /** The user that a container starts as. */
  readonly user: string;
  readonly hasHealthcheck: boolean;
  /** What VOLUME declares. */
  readonly volumes: readonly string[];
  /** Programs that were looked for, and whether they are in a folder of its PATH. */
  readonly tools: ReadonlyMap<string, boolean>;
}

/** Images by their names, as an engine has them. */
export type LiveImages = ReadonlyMap<string, LiveImage>;

/** What is known of an image, with what an engine says of it: that is newer than what is written down. */
export function refreshKnowledge(
  image: string,
  known: ImageKnowledge | undefined,
  live: LiveImage | undefined,
): ImageKnowledge | undefined {
  if (!live) return known;
  const { user, hasHealthcheck, volumes } = live;
  const tools = new Map([...(known?.tools ?? []), ...live.tools]);
  const hasShell = live.tools.get("sh") ?? known?.hasShell;
  if (known) return { ...known, user, hasHealthcheck, volumes, tools, hasShell };
  return {
    family: parseImageReference(image).name,
    role: "application",
    tools,
    hasShell,
    packages: undefined,
    wget: undefined,
    user,
    dropsPrivileges: false,
    ports: [],
    volumes,
    dataPaths: undefined,
    writablePaths: [],
    hasHealthcheck,
  };
}
