import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Package } from "./find-packages.ts";

/** @throws UserError when the program needs a package that is there for development only: the image would not have it */
export function refuseMissingTools(start: readonly string[], { folder, manifest }: Package): void {
  const missing = start.find((word) => word in manifest.devDependencies && !(word in manifest.dependencies));
  if (missing === undefined) return;
  throw new UserError(
    `${posix.join(folder, "package.json")}: "${missing}" is in devDependencies, but "${start.join(" ")}" needs it in production.`,
    { code: "config", fix: `Move "${missing}" to dependencies, or start a built file.` },
  );
}
