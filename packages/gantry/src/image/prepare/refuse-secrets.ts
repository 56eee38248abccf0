import type { Issue } from "../../model/error.ts";
import { formatPath, type ModelPath } from "../../model/position.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { prefixesOf } from "./find-public-variables.ts";

/** Shorter values would be found in ordinary words. */
const shortest = 6;

/**
 * Secrets that would become part of an image: as a build argument, or as a variable with a public prefix. Known are the values that the
 * stack holds for secret, and the names and values of its `secrets`.
 */
export function refuseSecrets(loaded: LoadedStack, names: readonly string[]): Issue[] {
  const { stack, positions } = loaded;
  const values = knownValues(loaded);
  const secretNames = new Set(
    Object.entries(stack.secrets ?? {}).flatMap(([key, { environment }]) =>
      [key, environment].flatMap((name) => (name === undefined ? [] : [plain(name)])),
    ),
  );
  const holdsSecret = (value: string | null) => value !== null && values.some((secret) => value.includes(secret));
  const issue = (path: ModelPath, why: string, fix: string): Issue => {
    const position = positions.at(path);
    const message = `${formatPath(path)}: a secret may not stand here: ${why}.`;
    return { message, fix, ...(position ? { position } : {}) };
  };
  return names.flatMap((name) => {
    const service = stack.services[name] ?? {};
    const prefixes = prefixesOf(service);
    const told = Object.entries(service.environment ?? {}).flatMap(([variable, value]) => {
      if (!prefixes.some((prefix) => variable.startsWith(prefix)) || !holdsSecret(value)) return [];
      const path = ["services", name, "environment", variable];
      return [
        issue(path, "it would be in every visitor's browser", "Give it another name, and read it on the server."),
      ];
    });
    const args = Object.entries(service.build?.args ?? {}).flatMap(([argument, value]) => {
      if (!secretNames.has(plain(argument)) && !holdsSecret(value)) return [];
      const path = ["services", name, "build", "args", argument];
      return [issue(path, "build arguments stay in the image's history", "Mount it with build.secrets.")];
    });
    return [...told, ...args];
  });
}

/** `npm-token` and `NPM_TOKEN` are one name. */
const plain = (name: string): string => name.toUpperCase().replaceAll("-", "_");

function knownValues({ stack, sensitive, variables, uninterpolated }: LoadedStack): string[] {
  if (uninterpolated) return [];
  const ofSecrets = Object.values(stack.secrets ?? {}).map(({ environment, content }) =>
    environment === undefined ? content : variables[environment],
  );
  return [...sensitive, ...ofSecrets].filter((value) => value !== undefined && value.length >= shortest) as string[];
}
