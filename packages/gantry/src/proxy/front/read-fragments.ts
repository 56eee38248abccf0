import { readFolder } from "../volume/archive.ts";
import type { ProxyContainer } from "../volume/proxy-container.ts";
import { fragmentFile, stacksFolder } from "./front-names.ts";

/** What the stacks of a host have in its front, by stack. */
export async function readFragments(
  container: Pick<ProxyContainer, "engine" | "id" | "signal">,
): Promise<Map<string, string>> {
  const { files } = (await readFolder(container, stacksFolder)) ?? { files: new Map<string, string>() };
  return new Map(
    [...files].flatMap(([path, content]) => {
      const [stack = "", file, ...deeper] = path.split("/");
      const isFragment = file === fragmentFile && deeper.length === 0 && content.trim() !== "";
      return isFragment ? [[stack, content] as const] : [];
    }),
  );
}
