import type { GitState } from "./git-state.ts";

const prefix = "org.opencontainers.image.";

/** Labels that say where an image comes from, and change from commit to commit though its content may not. */
export const provenanceLabels: ReadonlySet<string> = new Set(
  ["created", "revision", "version"].map((name) => `${prefix}${name}`),
);

/**
 * The labels that say where an image comes from. `created` is the commit's time, so that two builds of one commit are the same image.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function describeOrigin(git: GitState | undefined, packageVersion: string | undefined): Record<string, string> {
  const labels: Record<string, string | undefined> = {
    source: git?.source,
    revision: git && `${git.commit}${git.dirty ? "-dirty" : ""}`,
    created: git && new Date(git.committed * 1000).toISOString().replace(".000", ""),
    version: git?.described ?? packageVersion,
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[`${prefix}${name}`, value]])),
  );
}
