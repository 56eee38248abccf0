import type { SharedFacts } from "../shared-facts.ts";

/** What installs the packages; `version` is the one of the tool itself. */
export type PythonInstaller =
  | { name: "uv"; version: string }
  | { name: "poetry"; version: string }
  | {
      name: "pip";
      /** Every requirement has its hash. */
      hashes: boolean;
    };

/** What is known about a FastAPI application. */
export interface FastapiFacts extends SharedFacts {
  recipe: "fastapi";
  /** The application's folder, relative to the build context; `.` when the context is the application. */
  app: string;
  installer: PythonInstaller;
  /** Files that say which packages are installed, relative to `app`: copied before the sources. */
  manifests: readonly string[];
  /** The folder that modules are imported from, relative to `app`: `.` or `src`. */
  modules: string;
  /** The program that runs in the end. */
  start: readonly string[];
  /** The program that runs it for development, with hot reload. Absent: none is known. */
  dev?: readonly string[];
  /** Patterns that its ignore file takes back, relative to `app`. */
  include: readonly string[];
}
