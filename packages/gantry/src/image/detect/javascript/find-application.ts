import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { Place } from "../place.ts";
import type { Package, Repository } from "./find-packages.ts";

/**
 * The package that is built: the one that the recipe names by folder or by name, else the only one that looks like one.
 *
 * @param looksRight Whether a package could be an application of this kind
 * @throws UserError where the recipe names none that is there, or none or several look right
 */
export function findApplication(
  recipe: Recipe,
  { root, packages }: Repository,
  place: Place,
  looksRight: (candidate: Package) => boolean,
): Package {
  const all = [root, ...packages];
  if (recipe.app !== undefined) {
    const folder = posix.normalize(recipe.app).replace(/(?<=.)\/$/, "");
    return pick(
      all.filter((one) => one.folder === folder),
      all,
      `${where(place)}.app: "${recipe.app}"`,
      place,
    );
  }
  if (recipe.package !== undefined) {
    const named = all.filter((one) => one.manifest.name === recipe.package);
    return pick(named, all, `${where(place)}.package: "${recipe.package}"`, place);
  }
  if (packages.length === 0 || looksRight(root)) return root;
  return pick(packages.filter(looksRight), packages, `${where(place)}: the application`, place);
}

function pick(found: readonly Package[], all: readonly Package[], what: string, place: Place): Package {
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  const among = (second === undefined ? all : found).map(({ folder }) => folder);
  throw new UserError(
    `${what} ${second === undefined ? "is not among the packages" : "could be one of several packages"} in ${place.context}.`,
    { code: "config", fix: `Set the recipe's app to one of ${among.join(", ")}.` },
  );
}

function where({ path }: Place): string {
  return `${path}.x-gantry.recipe`;
}
