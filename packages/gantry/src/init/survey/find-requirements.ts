import { posix } from "node:path";
import { parse } from "smol-toml";
import { folderOf } from "./find-variables.ts";
import type { Tree } from "./tree.ts";

/** The packages that a folder of Python requires. */
export interface Requirements {
  folder: string;
  /** The file that says so. */
  from: string;
  /** Names in small letters, without versions and extras. */
  packages: ReadonlySet<string>;
}

/** By pyproject.toml (PEP 621 or Poetry's own table), and where there is none by requirements.txt. */
export function findRequirements({ paths, texts }: Tree): Requirements[] {
  return [...texts].flatMap(([from, text]) => {
    const folder = folderOf(from);
    switch (posix.basename(from)) {
      case "pyproject.toml":
        return [{ folder, from, packages: new Set(listProject(text)) }];
      case "requirements.txt":
        return paths.includes(posix.join(folder, "pyproject.toml"))
          ? []
          : [{ folder, from, packages: new Set(text.split("\n").flatMap(nameOf)) }];
      default:
        return [];
    }
  });
}

/** The name in a pyproject.toml. */
export function projectName(text: string): string | undefined {
  const toml = parseToml(text);
  const name = within(toml, "project")["name"] ?? within(toml, "tool", "poetry")["name"];
  return typeof name === "string" ? name : undefined;
}

function listProject(text: string): string[] {
  const toml = parseToml(text);
  const listed = within(toml, "project")["dependencies"];
  const names = (Array.isArray(listed) ? listed : []).flatMap((each) => nameOf(String(each)));
  return [...names, ...Object.keys(within(toml, "tool", "poetry", "dependencies")).map((name) => name.toLowerCase())];
}

/** `FastAPI[standard]>=0.116` is `fastapi`; options and comments have none. */
function nameOf(requirement: string): string[] {
  const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(requirement)?.[1];
  return name === undefined ? [] : [name.toLowerCase()];
}

/** A table below others; empty when it is not there. */
function within(toml: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
  return keys.reduce<Record<string, unknown>>((table, key) => {
    const inner = table[key];
    return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? { ...inner } : {};
  }, toml);
}

/** A file that is no TOML is for the build to complain about. */
function parseToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}
