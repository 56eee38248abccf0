import { readFile } from "node:fs/promises";
import { isSecretName } from "../../init/is-secret-name.ts";
import type { LoadedStack } from "../../model/stack.ts";

/** Larger files are bundles of certificates and the like, no secrets. Bytes. */
const largest = 64 * 1024;

/** Compiled into what browsers get, on purpose. */
const publicName = /^(NEXT_PUBLIC_|VITE_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_|GATSBY_)/;

/**
 * The stack's own secret values by name: of its `secrets`, of variables whose names say so, and what a typed stack calls a secret.
 * Certificates for the build (`ca`) are none.
 */
export async function collectSecretValues({ stack, variables, sensitive }: LoadedStack): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const [name, { file, environment, content }] of Object.entries(stack.secrets ?? {})) {
    const value = environment === undefined ? (content ?? (await readSmall(file))) : variables[environment];
    if (value && name !== "ca") values.set(environment ?? name, value);
  }
  // What merely stands in this shell is no part of the stack.
  const own = Object.fromEntries(Object.entries(variables).filter(([name, value]) => process.env[name] !== value));
  const named = [own, ...Object.values(stack.services).map(({ environment = {} }) => environment)];
  for (const [name, value] of named.flatMap((each) => Object.entries(each))) {
    const isSecret = isSecretName(name) && !publicName.test(name);
    if (value && (isSecret || sensitive.has(value)) && !values.has(name)) values.set(name, value);
  }
  const known = new Set(values.values());
  const rest = [...sensitive].filter((value) => !known.has(value));
  for (const [index, value] of rest.entries()) values.set(`a secret of the stack (${index + 1})`, value);
  return values;
}

async function readSmall(path: string | undefined): Promise<string | undefined> {
  const content = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  return content && content.length <= largest ? content.toString("utf8") : undefined;
}
