import { posix } from "node:path";
import type { Package } from "./find-packages.ts";

/**
 * The folders that builds write, relative to the context: of the application by the file that starts it, of the packages of its
 * workspace by the files that their package.json offers to others.
 */
export function findOutput(entry: string, app: Package, packages: readonly Package[]): string[] {
  const others = packages.filter((one) => one !== app);
  const outputs = [
    top(app, entry),
    ...others.flatMap((one) =>
      one.manifest.entries.filter((path) => !path.includes("*")).map((path) => top(one, path)),
    ),
  ];
  return [...new Set(outputs)];
}

/** `./dist/index.js` is in `dist`. */
function top({ folder }: Package, path: string): string {
  const [first = path] = posix.normalize(path).split("/");
  return posix.join(folder, first);
}
