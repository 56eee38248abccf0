import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../model/error.ts";
import type { FileSource, LoadedStack } from "../../model/stack.ts";

/** The stack's secret with the certificates that all builds share. */
const sharedCa = "build-ca";

/** The variable that names a file of certificates for builds, where a stack names none. */
export const caVariable = "GANTRY_BUILD_CA";

export interface BuildCa {
  /** The stack's secret that the build mounts as `ca`. Absent: the build mounts one already. */
  source?: string;
  /** The secret, for the stack. */
  secrets: Record<string, FileSource>;
}

/**
 * The certificates that a service's build trusts. Undefined when there are none.
 *
 * @param printed The file is not needed here, and the variable's value is not the stack's.
 * @throws UserError `config` when the build's own file is not there.
 */
export async function buildCaOf(loaded: LoadedStack, name: string, printed: boolean): Promise<BuildCa | undefined> {
  const service = loaded.stack.services[name];
  const mounted = service?.build?.secrets?.some(({ source, target }) => (target ?? source) === "ca");
  if (mounted) return { secrets: {} };
  const own = service?.build?.["x-gantry"]?.ca;
  if (own !== undefined) {
    if (!printed) await requireFile(own, `services.${name}.build.ca`);
    return asSecret(loaded, `${name}-build-ca`, own);
  }
  const value = loaded.variables[caVariable];
  if (!value) return undefined;
  if (printed) {
    // A plain build stays what Docker Compose would print.
    if (service?.["x-gantry"]?.recipe === undefined) return undefined;
    return asSecret(loaded, sharedCa, `\${${caVariable}:?file of certificates that builds trust}`);
  }
  return asSecret(loaded, sharedCa, resolve(loaded.directory, value));
}

function asSecret({ stack }: LoadedStack, source: string, file: string): BuildCa {
  return { source, secrets: { [source]: { name: `${stack.name}_${source}`, file } } };
}

/** @throws UserError `config` when the file that `GANTRY_BUILD_CA` names is not there. */
export async function requireSharedCa(secrets: Readonly<Record<string, FileSource>>): Promise<void> {
  const file = secrets[sharedCa]?.file;
  if (file !== undefined) await requireFile(file, caVariable);
}

async function requireFile(path: string, where: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(error.code ?? "")) return undefined;
    throw error;
  });
  if (found?.isFile() || found?.isCharacterDevice()) return;
  throw new UserError(`${where}: there is no file ${path}.`, {
    code: "config",
    fix: "Name a file of certificates (PEM), or remove it.",
  });
}
