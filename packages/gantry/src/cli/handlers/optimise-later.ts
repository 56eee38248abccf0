/**
 * Has code run fifteen times as long before it is optimised. A check is over before most of its code has earned that back: by default, a second
 * core does as much as the first, where there is one. So it is with its hundreds of regular expressions, which by default become machine code
 * when they are used for the second time. Later versions of Node have another compiler in between, and no such flags.
 */
export function optimiseLater(): void {
  if (!process.versions.node.startsWith("20.")) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--interrupt-budget=1000000");
  setFlagsFromString("--regexp-tier-up-ticks=20");
  setFlagsFromString("--no-regexp-peephole-optimization");
}
