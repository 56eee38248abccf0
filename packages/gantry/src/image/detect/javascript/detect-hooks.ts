import type { InstallHooks } from "../../recipes/javascript/javascript-facts.ts";
import type { Package } from "./find-packages.ts";

/** Lifecycle scripts of packages that are installed without their sources. `patch-package` is for the packages themselves and stays. */
export function detectHooks(packages: readonly Package[]): InstallHooks[] {
  return packages.flatMap(({ folder, manifest: { scripts } }) => {
    const drop = ["preinstall", "install", "postinstall", "prepare"].filter(
      (name) => scripts[name] !== undefined && !isForPackages(scripts[name]),
    );
    return drop.length === 0 ? [] : [{ folder, drop, run: drop.filter((name) => name === "postinstall") }];
  });
}

function isForPackages(script: string): boolean {
  return /^patch-package\b/.test(script.trim());
}
