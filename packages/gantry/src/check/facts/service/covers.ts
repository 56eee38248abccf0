import { posix } from "node:path";
import type { Tri } from "../../tri.ts";
import { hasUnknown } from "../unknown.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** Without a slash at its end; `/var/run` is a link to `/run`. */
const clean = (path: string): string =>
  posix
    .normalize(path)
    .replace(/(.)\/$/, "$1")
    .replace(/^\/var\/run(?=\/|$)/, "/run");

/** Whether a path of the container lies on a mount: a volume, a bind, a tmpfs. `writable`: one that can be written to. */
export function covers({ model, stack, name }: ServiceFacts, path: string, { writable = false } = {}): Tri {
  const targets = [
    ...(model.volumes ?? []).filter((mount) => !writable || !mount.read_only).map(({ target }) => target),
    ...(model.tmpfs ?? []).map((text) => text.split(":")[0] ?? ""),
  ];
  const isCovered = targets.some((target) => isWithin(path, target));
  if (isCovered) return "yes";
  const isOpen =
    (model.volumes_from ?? []).length > 0 ||
    targets.some(hasUnknown) ||
    ["volumes", "tmpfs"].some((key) => stack.isUnclear("services", name, key));
  return isOpen ? "unknown" : "no";
}

/** Whether a path is another one or below it. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [clean(path), clean(folder)];
  return inner === outer || outer === "/" || inner.startsWith(`${outer}/`);
}
