import { parse } from "smol-toml";
import { UserError } from "../../../model/error.ts";
import { readIfThere } from "../read-project.ts";

/** What recipes read of a `pyproject.toml`. */
export interface Pyproject {
  name?: string;
  /** `>=3.12` */
  requiresPython?: string;
  /** The version of uv that the project asks for, when it is a single one. */
  uvVersion?: string;
  /** The application object that the FastAPI command would run: `app.main:app`. */
  entrypoint?: string;
  /** Names of packages that lie in the repository itself. */
  localPackages: readonly string[];
  isUvWorkspace: boolean;
}

/** @throws UserError when it is not TOML */
export async function readPyproject(folder: string): Promise<Pyproject | undefined> {
  const text = await readIfThere(folder, "pyproject.toml");
  if (text === undefined) return undefined;
  const document = parseToml(text, `${folder}/pyproject.toml`);
  const project = table(document["project"]);
  const tool = table(document["tool"]);
  const poetry = table(tool["poetry"]);
  const uv = table(tool["uv"]);
  const requiresPython = textOf(project["requires-python"]) ?? textOf(table(poetry["dependencies"])["python"]);
  return {
    ...optional("name", textOf(project["name"]) ?? textOf(poetry["name"])),
    ...optional("requiresPython", requiresPython),
    ...optional("uvVersion", /^==\s*([\d.]+)$/.exec(textOf(uv["required-version"]) ?? "")?.[1]),
    ...optional("entrypoint", textOf(table(tool["fastapi"])["entrypoint"])),
    localPackages: Object.entries({ ...table(uv["sources"]), ...table(poetry["dependencies"]) })
      .filter(([, source]) => ["path", "workspace"].some((key) => table(source)[key] !== undefined))
      .map(([name]) => name),
    isUvWorkspace: uv["workspace"] !== undefined,
  };
}

function parseToml(text: string, where: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    throw new UserError(`${where}: this is not TOML.`, { code: "config", fix: "Mend the file.", cause });
  }
}

function table(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: string });
}
