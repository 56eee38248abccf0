import type { RecipeName } from "../../model/recipe.ts";
import { mapping, scalar, textOf } from "../node.ts";
import { pairs, texts } from "./common.ts";
import { dictionaryOf, flag, integer, listOf, mappingOf, text } from "./shape.ts";

const recipeNames: readonly RecipeName[] = ["nextjs", "node", "fastapi", "static", "caddy", "dockerfile"];

/** `recipe: nextjs` is short for `recipe: { name: nextjs }`. */
const recipe = mappingOf(
  {
    name: text({ choices: recipeNames }),
    fallback: flag(),
    app: text(),
    version: text({ from: "numbers" }),
    base: text(),
    package_manager: text(),
    package: text(),
    build: texts(),
    start: texts(),
    port: integer({ minimum: 1, maximum: 65535 }),
    health: text(),
    system_packages: texts(),
    placeholders: pairs(),
    include: texts(),
    public_prefixes: texts(),
    server: text({ choices: ["nginx", "caddy"] }),
    output: text(),
    single_page: flag(),
    application: text(),
    modules: texts(),
  },
  {
    closed: true,
    required: ["name"],
    expand: (node) =>
      textOf(node) === undefined ? node : mapping([["name", scalar(textOf(node) ?? "", { at: node.at })]], node),
  },
);

/** `x-gantry` of a service. */
export const serviceExtras = mappingOf(
  { preset: text(), stateful: flag({ keepFalse: true }), recipe, read_only: flag() },
  { closed: true },
);

/** `x-gantry` of a build. */
export const buildExtras = mappingOf({ dockerignore: text(), ca: text({ path: "file" }) }, { closed: true });

/** `x-gantry` of the file. */
export const stackExtras = mappingOf(
  {
    routes: listOf(
      mappingOf(
        { host: text(), path: text(), service: text(), port: integer({ minimum: 1, maximum: 65535 }) },
        { closed: true, required: ["host", "service", "port"] },
      ),
    ),
    environments: dictionaryOf(mappingOf({ host: text() }, { closed: true })),
  },
  { closed: true },
);
