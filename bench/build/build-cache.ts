import { runTimed } from "../measure.ts";

type Environment = Readonly<Record<string, string>>;

/** The identifiers of what the engine's builder has in its cache. */
export async function listBuildCache(environment: Environment): Promise<Set<string>> {
  const { output } = await runTimed({ argv: ["docker", "buildx", "du", "--verbose"], env: environment });
  return new Set([...output.matchAll(/^ID: +(\w+)/gm)].flatMap(([, id]) => id ?? []));
}

/** Removes from the builder's cache what has come since: uncached builds leave hundreds of megabytes each. */
export async function forgetBuildsSince(before: ReadonlySet<string>, environment: Environment): Promise<void> {
  const made = [...(await listBuildCache(environment))].filter((id) => !before.has(id));
  if (made.length === 0) return;
  const filter = `id~=/^(${made.join("|")})$/`;
  await runTimed({ argv: ["docker", "buildx", "prune", "--force", "--filter", filter], env: environment });
}
