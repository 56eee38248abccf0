import { type Mount, run, type Step } from "./stage.ts";

/** Where a build finds the certificates of a company's proxy, while it downloads. */
export const caFile = "/run/secrets/ca";

interface Download {
  /** The build mounts the secret `ca`. */
  ca: boolean;
  /** Variables that name the file of certificates to the tools that download. */
  caVariables: readonly string[];
  /** Names of secrets, each a variable of the commands. */
  secrets: readonly string[];
  /** Folders that are kept from build to build. */
  caches: readonly Mount[];
}

/** A `RUN` that may download: secrets and certificates are there while it runs, and nowhere else. */
export function runWithSecrets(commands: readonly string[], { ca, caVariables, secrets, caches }: Download): Step {
  const ids = [...(ca ? ["ca"] : []), ...secrets];
  const mounts: Mount[] = ids.map((id) => ({ type: "secret", id }));
  const exports = [
    ...(ca ? caVariables.map((name) => `${name}=${caFile}`) : []),
    ...secrets.map((id) => `${id}="$(cat /run/secrets/${id})"`),
  ];
  const setUp = exports.length === 0 ? [] : [`export ${exports.join(" ")}`];
  return run([...setUp, ...commands], [...mounts, ...caches]);
}
