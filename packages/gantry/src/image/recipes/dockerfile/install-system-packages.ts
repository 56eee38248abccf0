import { run, type Step } from "./stage.ts";

/** Installs packages of the base image's system: with apk on Alpine, else with apt. No package: no step. */
export function installSystemPackages(base: string, packages: readonly string[]): Step[] {
  if (packages.length === 0) return [];
  const names = packages.join(" ");
  if (/alpine/.test(base)) return [run([`apk add --no-cache ${names}`])];
  return [
    run([
      "apt-get update",
      `apt-get install --yes --no-install-recommends ${names}`,
      "rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log",
    ]),
  ];
}
