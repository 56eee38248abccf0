/**
 * The program of a package's script, without a shell and without a package manager, so that signals reach it: `NODE_ENV=production
 * node dist/main.js` is `["node", "dist/main.js"]`. Undefined for a script that only a shell can run.
 */
export function parseStart(script: string): string[] | undefined {
  if (/[;&|<>()`$"'\\*?]/.test(script)) return undefined;
  const words = script.trim().split(/\s+/);
  const program = words.slice(words.findIndex((word) => word !== "cross-env" && !/^\w+=/.test(word)));
  const [name, ...rest] = program;
  switch (name) {
    case "node":
      return program;
    // Its command starts another process; as a module of node it is the process.
    case "tsx":
      return rest[0] === "watch" ? undefined : ["node", "--import", "tsx", ...rest];
    default:
      return undefined;
  }
}
