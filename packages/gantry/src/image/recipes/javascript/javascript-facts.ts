import type { SharedFacts } from "../shared-facts.ts";

export interface PackageManager {
  /** `berry` is Yarn 2 and newer. */
  name: "npm" | "pnpm" | "yarn" | "berry" | "bun";
  /** Installed with npm. Absent: the base image's own npm. */
  version?: string;
}

/** What is known about an application whose packages come from npm's registry. Paths are relative to the build context. */
export interface JavascriptFacts extends SharedFacts {
  packageManager: PackageManager;
  /** The application's folder; `.` when the context is the application. */
  app: string;
  /** Name of the application's package. Absent: there is one package only. */
  workspace?: string;
  /** Version of Turborepo, which prunes the sources to what the application needs. Absent: no Turborepo. */
  turbo?: string;
  /** Files that say which packages are installed, lock file first: copied before the sources. */
  manifests: readonly string[];
  /** The lock file. */
  lockFile: string;
  /** Those of the build's secrets that the settings of the package manager name: an install needs them. */
  registrySecrets: readonly string[];
  /** The sources that the application is made of, where it runs them as they are: folders, and settings at the top. */
  sources: readonly string[];
  /** Scripts that package managers run by themselves after an install. */
  hooks: readonly InstallHooks[];
  prisma?: PrismaFacts;
  /** The program that builds it. Absent: there is nothing to build. */
  build?: readonly string[];
  /** The program that runs it for development, with hot reload. */
  dev?: readonly string[];
  /** More files of the builder that the running image needs, relative to `app`. */
  include: readonly string[];
}

/** The sources are not there yet when packages are installed, and in production the tools never are. */
export interface InstallHooks {
  /** The package's folder, relative to the context. */
  folder: string;
  /** Names of scripts that an install must not run. */
  drop: readonly string[];
  /** Those of them that the builder runs, once the sources are there. */
  run: readonly string[];
}

export interface PrismaFacts {
  /** The package's own scripts do not generate the client. */
  generate: boolean;
  /** The client is generated into `node_modules`, not into the sources. */
  inModules: boolean;
}
