/**
 * Has code run fifteen times as long before it is optimised. A check is over before most of its code has earned that back: by default, a second
 * core does as much as the first, where there is one. Later versions of Node have another compiler in between, and no such flag.
 */
export function optimiseLater(): void {
  if (process.versions.node.startsWith("20.")) {
    process.getBuiltinModule("node:v8").setFlagsFromString("--interrupt-budget=1000000");
  }
}
