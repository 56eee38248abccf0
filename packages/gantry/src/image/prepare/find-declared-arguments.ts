import type { Build } from "../../model/service.ts";
import { readDockerfile } from "./read-dockerfile.ts";

/** The names that the team's own Dockerfile declares with `ARG`. None when it cannot be read: the builder says why. */
export async function findDeclaredArguments(build: Build, context: string | undefined): Promise<Set<string>> {
  const text = await readDockerfile(build, context);
  if (text === undefined) return new Set();
  const { listArguments } = await import("./list-arguments.ts");
  return new Set(listArguments(text));
}
