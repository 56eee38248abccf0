import { hookNames } from "../../model/hooks.ts";
import { isHostName } from "../../model/host-name.ts";
import type { RecipeName } from "../../model/recipe.ts";
import { describeNode } from "../describe-node.ts";
import { mapping, scalar, sequence, textOf } from "../node.ts";
import { nameOfPart, pairs, texts } from "./common.ts";
import { anything, dictionaryOf, duration, flag, integer, listOf, mappingOf, text } from "./shape.ts";

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

/** It becomes a part of the proxy's configuration. */
const plainPath = text({ pattern: /^(\/(?!\.\.?(\/|$))[\w.@+~-]+)+$/ });

const assets = listOf(
  mappingOf({ path: plainPath, folder: plainPath }, { closed: true, required: ["path", "folder"] }),
);

/** `x-gantry` of a service. */
export const serviceExtras = mappingOf(
  {
    preset: text(),
    stateful: flag({ keepFalse: true }),
    recipe,
    read_only: flag(),
    shared: flag(),
    assets,
    timeout: duration(),
  },
  { closed: true },
);

/** `x-gantry` of a network. */
export const networkExtras = mappingOf({ names: flag({ keepFalse: true }) }, { closed: true });

/** `x-gantry` of a build. */
export const buildExtras = mappingOf({ dockerignore: text(), ca: text({ path: "file" }) }, { closed: true });

/** One hook is short for a list of one. */
const hook = listOf(
  mappingOf({ command: texts(), service: text(), timeout: duration() }, { closed: true, required: ["command"] }),
  { expand: (node) => (node.kind === "mapping" ? sequence([node], node) : node) },
);

const domain = text({
  expand: (node, { fail }) => {
    const name = textOf(node);
    if (!name || isHostName(name)) return node;
    fail(
      `${describeNode(node)} is not a host name.`,
      'Write it without scheme, port and path, as in "shop.example.com".',
    );
    return undefined;
  },
});

/** An entry of `environments`. Its services are a layer of their own over those of the file, and read as such. */
export const environment = mappingOf(
  { host: text(), domain, variables: pairs(), services: anything },
  { closed: true },
);

/** `x-gantry` of the file. */
export const stackExtras = mappingOf(
  {
    routes: listOf(
      mappingOf(
        { host: text(), path: text(), service: text(), port: integer({ minimum: 1, maximum: 65535 }) },
        { closed: true, required: ["host", "service", "port"] },
      ),
    ),
    environments: dictionaryOf(environment, { keyPattern: nameOfPart }),
    hooks: mappingOf(Object.fromEntries(hookNames.map((name) => [name, hook])), { closed: true }),
  },
  { closed: true },
);
