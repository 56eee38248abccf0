import type { ModelPath } from "../../model/position.ts";
import { publicPrefixes, type RecipeName } from "../../model/recipe.ts";
import { isMapping, type Report } from "../options/checks.ts";
import { Reference } from "../reference.ts";
import type { ServiceDefinition } from "../service-definition.ts";
import { findReferences } from "./find-references.ts";

/** What the options about an image say together, each of them right by itself. */
export function checkBuild({ blueprint }: ServiceDefinition, path: ModelPath, report: Report): void {
  const options = blueprint.options as Record<string, unknown>;
  const { image, build, env } = options;
  const own = isMapping(build) ? build : {};
  const recipe = isMapping(own["recipe"]) ? own["recipe"] : undefined;
  const about = (blueprint.recipe?.keys ?? []).filter((key) => options[key] !== undefined);
  const name = (recipe?.["name"] ?? blueprint.recipe?.name) as RecipeName | undefined;
  if (blueprint.preset === "service" && image === undefined && build === undefined) {
    report(path, 'has neither "image" nor "build".', 'Say what runs, such as service({ build: "." }).');
  }
  if (recipe && name === undefined) {
    report([...path, "build", "recipe", "name"], "missing.", 'Say what is built, such as name: "node".');
  }
  if (image !== undefined && build === undefined) {
    for (const key of about) {
      report(
        [...path, key],
        'is about how an image is built, and "image" names one that is.',
        'Add "build", or remove it.',
      );
    }
  }
  if (own["dockerfile"] !== undefined && name !== "dockerfile") {
    const written = [...about.map((key) => [key]), ...(recipe ? [["build", "recipe"]] : [])];
    for (const keys of written) {
      report(
        [...path, ...keys],
        'is about a Dockerfile that Gantry writes, and "build.dockerfile" names one.',
        "Keep one of them.",
      );
    }
  }
  checkPublicVariables({ blueprint }, env, [...path, "env"], report);
}

/** Secrets among the variables that a framework compiles into what browsers get. */
export function checkPublicVariables(
  { blueprint }: Pick<ServiceDefinition, "blueprint">,
  env: unknown,
  path: ModelPath,
  report: Report,
): void {
  const { build, publicPrefixes: own } = blueprint.options as Record<string, unknown>;
  const recipe = isMapping(build) && isMapping(build["recipe"]) ? build["recipe"] : {};
  const name = (recipe["name"] ?? blueprint.recipe?.name) as RecipeName | undefined;
  const prefixes = recipe["publicPrefixes"] ?? own ?? (name ? publicPrefixes[name] : []);
  if (!isMapping(env) || !Array.isArray(prefixes)) return;
  for (const [variable, value] of Object.entries(env)) {
    const prefix = prefixes.find((each) => typeof each === "string" && variable.startsWith(each));
    if (prefix === undefined || !(value instanceof Reference) || !value.holdsSecret) continue;
    const message = `a secret may not stand here: "${prefix}" would put it in every visitor's browser.`;
    report([...path, variable], message, "Give it another name, and read it on the server.");
  }
}

/** Secrets among the build arguments of a service in Compose's words. */
export function checkComposeBuild(service: unknown, path: ModelPath, report: Report): void {
  const build = isMapping(service) ? service["build"] : undefined;
  if (!isMapping(build)) return;
  for (const part of ["args", "labels"]) {
    for (const found of findReferences(build[part], [...path, "build", part])) {
      if (!found.reference.holdsSecret) continue;
      const message = "a secret may not stand here: what a build is given stays in the image's history.";
      report(found.path, message, 'Use "build.secrets".');
    }
  }
}
