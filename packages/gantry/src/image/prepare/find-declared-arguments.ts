import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { Build } from "../../model/service.ts";

/** The names that the team's own Dockerfile declares with `ARG`. None when it cannot be read: the builder says why. */
export async function findDeclaredArguments(build: Build, context: string | undefined): Promise<Set<string>> {
  const text = build.dockerfile_inline ?? (await readDockerfile(build, context));
  if (text === undefined) return new Set();
  const { listArguments } = await import("./list-arguments.ts");
  return new Set(listArguments(text));
}

async function readDockerfile({ dockerfile = "Dockerfile" }: Build, context: string | undefined) {
  if (context === undefined && !isAbsolute(dockerfile)) return undefined;
  return readFile(resolve(context ?? "/", dockerfile), "utf8").catch(() => undefined);
}
