import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { imageOf } from "../../plan/describe-stack.ts";
import type { Context } from "../context.ts";

export interface Shipment {
  images: readonly string[];
  /** Addresses of engines, or names of Docker contexts. */
  hosts: readonly string[];
}

/** What to ship and where to: as the command line says, and for the rest as the stack says. No secret is needed for that. */
export async function findShipment(
  context: Pick<Context, "load">,
  named: { images: readonly string[]; to: readonly string[] },
): Promise<Shipment> {
  const hosts = [...new Set(named.to)];
  if (named.images.length > 0 && hosts.length > 0) return { images: named.images, hosts };
  const loaded = await context.load("references");
  return {
    images: named.images.length > 0 ? named.images : findBuiltImages(loaded),
    hosts: hosts.length > 0 ? hosts : [findHost(loaded)],
  };
}

/** The images that the stack builds; those that it pulls, each server pulls for itself. */
function findBuiltImages({ stack }: LoadedStack): string[] {
  const built = Object.entries(stack.services).filter(([, service]) => service.build ?? service["x-gantry"]?.recipe);
  if (built.length === 0) {
    throw new UserError(`${stack.name}: no service builds an image.`, {
      code: "usage",
      fix: "Name the images to ship: gantry ship <image…> --to ssh://user@host",
    });
  }
  return [...new Set(built.map(([name]) => imageOf(stack, name)))];
}

function findHost({ stack, environment }: LoadedStack): string {
  const environments = stack["x-gantry"]?.environments ?? {};
  const host = environments[environment]?.host;
  if (host !== undefined) return host;
  const others = Object.keys(environments).filter((name) => environments[name]?.host !== undefined);
  const choose =
    others.length > 0
      ? `choose an environment that has one (-e ${others.join(", -e ")})`
      : "give the environment a host";
  throw new UserError(`environments.${environment}.host: the environment has no host to ship to.`, {
    code: "usage",
    fix: `Say where to with --to ssh://user@host, or ${choose}.`,
  });
}
