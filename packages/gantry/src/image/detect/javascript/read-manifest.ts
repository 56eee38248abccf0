import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import { parseJson, readIfThere } from "../read-project.ts";

/** What Gantry reads of a package.json. */
export interface Manifest {
  name?: string;
  packageManager?: string;
  main?: string;
  workspaces?: readonly string[];
  scripts: Readonly<Record<string, string>>;
  dependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
  /** `engines.node` */
  node?: string;
  /** Files that `main`, `exports` and the like name. */
  entries: readonly string[];
  /** Paths of patches that pnpm applies. */
  patches: readonly string[];
}

/** @throws UserError when there is none, or it is not JSON */
export async function readManifest(context: string, folder: string): Promise<Manifest> {
  const path = posix.join(folder, "package.json");
  const text = await readIfThere(context, path);
  if (text === undefined) {
    throw new UserError(`${path}: there is no such file in ${context}.`, {
      code: "config",
      fix: "Set build.context to the folder with the lock file, and the recipe's app to the application's folder in it.",
    });
  }
  return toManifest(asRecord(parseJson(text, posix.join(context, path))));
}

function toManifest(json: Record<string, unknown>): Manifest {
  const text = (key: string) => (typeof json[key] === "string" ? json[key] : undefined);
  const [name, packageManager, main] = [text("name"), text("packageManager"), text("main")];
  const workspaces = Array.isArray(json["workspaces"]) ? json["workspaces"] : asRecord(json["workspaces"])["packages"];
  const node = asRecord(json["engines"])["node"];
  return {
    ...(name === undefined ? {} : { name }),
    ...(packageManager === undefined ? {} : { packageManager }),
    ...(main === undefined ? {} : { main }),
    ...(typeof node === "string" ? { node } : {}),
    ...(Array.isArray(workspaces) ? { workspaces: workspaces.filter((glob) => typeof glob === "string") } : {}),
    scripts: texts(json["scripts"]),
    dependencies: { ...texts(json["optionalDependencies"]), ...texts(json["dependencies"]) },
    devDependencies: texts(json["devDependencies"]),
    entries: [json["main"], json["module"], json["exports"]].flatMap(leaves),
    patches: Object.values(texts(asRecord(json["pnpm"])["patchedDependencies"])),
  };
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(asRecord(value)).flatMap(leaves);
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
