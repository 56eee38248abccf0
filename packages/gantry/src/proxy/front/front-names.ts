import { createHash } from "node:crypto";
import { projectDomain } from "../../plan/container-names.ts";
import type { ProxyPlace } from "../proxy-place.ts";
import { assetsFolder, proxyFolder } from "../volume/layout.ts";

/** The stack of the front itself, and the network on which it reaches the services of the others. */
export const frontProject = "gantry-front";
export const frontService = "caddy";
export const frontNetwork = "gantry-front";

/**
 * Each stack has a folder in it, with all that a proxy's volume holds, and beside that
 *
 *     Caddyfile        its fragment, which was found to be right together with those of the other stacks
 *     Caddyfile.next   one that is being looked at
 */
export const stacksFolder = `${proxyFolder}/stacks`;
export const fragmentFile = "Caddyfile";
export const nextFragment = "Caddyfile.next";

/** The front's own configuration, and the one that a fragment is tried with. */
export const mainCaddyfile = "/etc/caddy/Caddyfile";
export const trialCaddyfile = `${proxyFolder}/Caddyfile.trial`;

/** Where the front finds what concerns one of its stacks. */
export function placeInFront(project: string): ProxyPlace {
  return {
    folder: `${stacksFolder}/${project}`,
    assets: `${assetsFolder}/${project}`,
    maintenanceAddress: maintenanceAddress(project),
    domain: projectDomain(project),
  };
}

/** Every stack has its own page. Should two of thousands get the same address, Caddy refuses the second one's fragment. */
function maintenanceAddress(project: string): string {
  const [a = 0, b = 0, c = 0] = createHash("sha256").update(project).digest();
  return `127.${1 + (a % 254)}.${b}.${1 + (c % 254)}`;
}
