import { isAbsolute, resolve } from "node:path";
import { configError, UserError } from "../../model/error.ts";
import { publicPrefixes, type Recipe } from "../../model/recipe.ts";
import type { AssetFolder, Build, FileMount, Service } from "../../model/service.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { isRemote } from "../build/build-target.ts";
import { missingContext } from "../build/missing-context.ts";
import { isFolder, isThere } from "../detect/read-project.ts";
import { checkDockerfile } from "./check-dockerfile.ts";
import type { RecipeWriter } from "./create-recipe-writer.ts";
import { type Dollars, readText, readTexts, writeText } from "./dollars.ts";
import { findDeclaredArguments } from "./find-declared-arguments.ts";
import type { Variables } from "./find-public-variables.ts";

export interface PrepareServiceOptions {
  /** The service's variables with a public prefix. */
  variables: Variables;
  /** The stack's secret with the certificates to trust. */
  ca: string | undefined;
  writeRecipe: RecipeWriter;
}

/** A service with its build complete. */
export async function prepareService(
  loaded: LoadedStack,
  name: string,
  { variables, ca, writeRecipe }: PrepareServiceOptions,
): Promise<Service> {
  const service = loaded.stack.services[name] ?? {};
  const { recipe } = service["x-gantry"] ?? {};
  const build = withCa({ context: loaded.directory, ...service.build }, ca);
  const context = readText(loaded, build.context ?? loaded.directory);
  if (recipe === undefined || (await isOwn(build, recipe, name, context))) {
    const place = { path: `services.${name}`, context: isRemote(context) ? undefined : context };
    if (recipe !== undefined) await checkDockerfile(readTexts(loaded, build), place);
    const declared = await declaredIn(build, context, loaded, variables);
    return { ...service, build: withArguments(build, declared) };
  }
  if (!(await isFolder("/", context))) throw configError([missingContext(`services.${name}.build`, context)]);
  const secrets = (build.secrets ?? []).map(({ source, target }) => readText(loaded, target ?? source));
  const { fallback: _fallback, ...said } = readTexts(loaded, recipe);
  const { dockerfile, dockerignore, writablePaths, assets } = await writeRecipe(
    { ...said, public_prefixes: said.public_prefixes ?? [...publicPrefixes[said.name]] },
    {
      path: `services.${name}`,
      context,
      environment: Object.keys(variables),
      secrets: secrets.filter((id) => id !== "ca"),
      ca: secrets.includes("ca"),
      ...portOf(service),
    },
  );
  const { dockerfile: _name, ...rest } = build;
  await checkDockerfile(
    { ...readTexts(loaded, rest), dockerfile_inline: dockerfile },
    { path: `services.${name}`, context },
  );
  return withWritablePaths(
    {
      ...withAssets(service, assets),
      build: withArguments(
        {
          ...rest,
          dockerfile_inline: writeText(loaded, dockerfile),
          "x-gantry": { ...rest["x-gantry"], dockerignore: writeText(loaded, dockerignore) },
        },
        variables,
      ),
    },
    writablePaths,
  );
}

/** Whether the Dockerfile is the team's, or was written already. */
async function isOwn(build: Build, recipe: Recipe, name: string, context: string): Promise<boolean> {
  const { dockerfile = "Dockerfile", dockerfile_inline: inline } = build;
  if (recipe.name === "dockerfile" || inline !== undefined) return true;
  if (isRemote(context)) {
    throw new UserError(
      `services.${name}.build.context: ${JSON.stringify(context)} is not a folder that a recipe can look into.`,
      {
        code: "config",
        fix: "Check it out and name the folder, or let its own Dockerfile build it.",
      },
    );
  }
  const absolute = isAbsolute(dockerfile) ? dockerfile : resolve(context, dockerfile);
  if (recipe.fallback) return isThere("/", absolute);
  if (dockerfile === "Dockerfile") return false;
  throw new UserError(
    `services.${name}.build.dockerfile: names a Dockerfile, and the recipe "${recipe.name}" writes one.`,
    {
      code: "config",
      fix: "Remove one of them, or write recipe: dockerfile.",
    },
  );
}

async function declaredIn(build: Build, context: string, dollars: Dollars, variables: Variables): Promise<Variables> {
  if (Object.keys(variables).length === 0) return {};
  const declared = await findDeclaredArguments(readTexts(dollars, build), isRemote(context) ? undefined : context);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => declared.has(name)));
}

/** What the user wrote as an argument goes first. */
function withArguments(build: Build, variables: Variables): Build {
  return Object.keys(variables).length === 0 ? build : { ...build, args: { ...variables, ...build.args } };
}

function withCa(build: Build, source: string | undefined): Build {
  if (source === undefined) return build;
  const mount: FileMount = { source, target: "ca" };
  return { ...build, secrets: [...(build.secrets ?? []), mount] };
}

/** The port of a service from a Compose file, which has no word for it but these. */
function portOf({ expose = [], ports = [] }: Service): { port?: number } {
  const port = Number.parseInt(expose[0] ?? "", 10) || ports[0]?.target;
  return port === undefined ? {} : { port };
}

/** Where the service says nothing of them itself. */
function withAssets(service: Service, assets: readonly AssetFolder[]): Service {
  if (assets.length === 0) return service;
  return { ...service, "x-gantry": { assets: [...assets], ...service["x-gantry"] } };
}

/** A read-only root file system, where the preset asks for it, with room in memory for what the application writes. */
function withWritablePaths(service: Service, writablePaths: readonly string[]): Service {
  const { read_only: wanted, ...extras } = service["x-gantry"] ?? {};
  if (!wanted) return service;
  const { tmpfs = [], volumes = [] } = service;
  const taken = new Set([...tmpfs.map((mount) => mount.split(":")[0]), ...volumes.map(({ target }) => target)]);
  const added = ["/tmp", ...writablePaths].filter((path) => !taken.has(path));
  return { ...service, "x-gantry": extras, read_only: true, tmpfs: [...tmpfs, ...added] };
}
