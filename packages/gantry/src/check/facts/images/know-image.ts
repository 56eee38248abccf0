import { families } from "./families.ts";
import type { ImageFamily, ImageKnowledge } from "./image-knowledge.ts";
import { parseImageReference } from "./image-reference.ts";
import { systems } from "./systems.ts";

/** What is known of an image by its name; undefined for one that nobody has described. `more` are the user's own. */
export function knowImage(image: string, more: readonly ImageFamily[] = []): ImageKnowledge | undefined {
  const reference = parseImageReference(image);
  const family = [...more, ...families].find(({ names }) =>
    names.some((name) => (typeof name === "string" ? name === reference.name : name.test(reference.name))),
  );
  // A variable in the name hides which image it is, one in the tag only which variant: that may be anything.
  return family && describe(family, reference.isKnown ? (reference.tag ?? "") : undefined, reference.major);
}

function describe(family: ImageFamily, tag: string | undefined, major: number | undefined): ImageKnowledge {
  const system = systems[tag === undefined ? "unknown" : family.system(tag)];
  const own = typeof family.tools === "function" ? family.tools(tag ?? "") : (family.tools ?? "");
  return {
    family: family.family,
    role: family.role,
    tools: readTools(`${system.tools} ${own}`),
    hasShell: system.hasShell ?? readTools(own).get("sh"),
    packages: system.packages,
    wget: system.wget,
    user: family.user,
    dropsPrivileges: family.dropsPrivileges ?? false,
    ports: family.ports ?? [],
    volumes: family.volumes?.(major) ?? [],
    dataPaths: family.dataPaths?.(major),
    writablePaths: family.writablePaths ?? [],
    hasHealthcheck: family.hasHealthcheck ?? false,
  };
}

/** `sh -curl`: one is there, the other is not. The last word about a program counts. */
function readTools(words: string): Map<string, boolean> {
  const tools = new Map<string, boolean>();
  for (const word of words.split(/\s+/)) {
    if (word.startsWith("-")) tools.set(word.slice(1), false);
    else if (word !== "") tools.set(word, true);
  }
  return tools;
}
