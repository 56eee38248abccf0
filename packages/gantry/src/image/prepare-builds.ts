import { configError } from "../model/error.ts";
import type { Service } from "../model/service.ts";
import type { FileSource, LoadedStack } from "../model/stack.ts";
import { buildCaOf, caVariable, requireSharedCa } from "./prepare/build-ca.ts";
import { collectIssues } from "./prepare/collect-issues.ts";
import { createRecipeWriter } from "./prepare/create-recipe-writer.ts";
import { escapeStack } from "./prepare/dollars.ts";
import { findPublicVariables } from "./prepare/find-public-variables.ts";
import { prepareService } from "./prepare/prepare-service.ts";
import { refuseSecrets } from "./prepare/refuse-secrets.ts";
import { withDependencies } from "./prepare/with-dependencies.ts";

export interface PrepareBuildsOptions {
  /** Only these services and what they depend on. Default: all. */
  services?: readonly string[] | undefined;
  /**
   * The stack is printed, here or for another machine: no file of this machine is looked for, and the certificates of `GANTRY_BUILD_CA` stay
   * a variable. Default: false, the stack is built here.
   */
  printed?: boolean | undefined;
}

/**
 * Makes every build of the stack complete: recipes write their Dockerfiles, from what they find in the repository; variables with a public
 * prefix become build arguments; the certificates of `build.ca`, or of the variable `GANTRY_BUILD_CA`, become the build secret `ca`.
 * Preparing a prepared stack changes nothing.
 *
 * @throws UserError `config` with everything that is wrong with the builds, path first.
 */
export async function prepareBuilds(loaded: LoadedStack, options: PrepareBuildsOptions = {}): Promise<LoadedStack> {
  const { services, printed = false } = options;
  const names = withDependencies(loaded.stack, services).filter((name) => isBuilt(loaded.stack.services[name]));
  if (names.length === 0) return loaded;
  const place = printed && needsVariable(loaded, names) ? escapeStack(loaded) : loaded;
  const publicVariables = findPublicVariables(place.stack, names);
  const writeRecipe = createRecipeWriter();
  const issues = refuseSecrets(place, names);
  const results = await Promise.all(
    names.map((name) =>
      collectIssues(place, name, issues, async () => {
        const ca = await buildCaOf(place, name, printed);
        const variables = publicVariables.get(name) ?? {};
        const service = await prepareService(place, name, { variables, ca: ca?.source, writeRecipe });
        return { name, service, secrets: ca?.secrets ?? {} };
      }),
    ),
  );
  if (issues.length > 0) throw configError(issues);
  const prepared = results.flatMap((result) => result ?? []);
  const added: Record<string, FileSource> = Object.assign({}, ...prepared.map((result) => result.secrets));
  if (!printed) await requireSharedCa(added);
  const secrets = { ...place.stack.secrets, ...added };
  const changed = Object.fromEntries(prepared.map(({ name, service }) => [name, service]));
  return {
    ...place,
    stack: {
      ...place.stack,
      services: { ...place.stack.services, ...changed },
      ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
    },
  };
}

const isBuilt = (service: Service | undefined): boolean =>
  service?.build !== undefined || service?.["x-gantry"]?.recipe !== undefined;

/** Texts that are final cannot name a variable: such a stack is printed as before interpolation. */
function needsVariable({ stack, variables, uninterpolated }: LoadedStack, names: readonly string[]): boolean {
  const written = names.some((name) => stack.services[name]?.["x-gantry"]?.recipe !== undefined);
  return uninterpolated !== true && written && Boolean(variables[caVariable]);
}
