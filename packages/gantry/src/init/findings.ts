/** A fact, and the file that says it. */
export interface Found<Value> {
  value: Value;
  from: string;
}

/** What kind of service an application becomes: a preset. */
export type ApplicationKind = "nextjs" | "node" | "staticSite" | "fastapi" | "service";

/** A service that an application talks to. */
export type Backend = "postgres" | "redis" | "mongodb" | "mysql" | "typesense" | "rabbitmq" | "meilisearch" | "inngest";

export interface Driver {
  backend: Backend;
  /** The package that talks to it: `pg`. */
  driver: string;
  from: string;
}

/** A variable of an env template. */
export interface TemplateVariable {
  name: string;
  value: string;
  from: string;
}

/** A background process of an application. */
export interface BackgroundProcess {
  name: string;
  command: readonly string[];
  from: string;
}

/** Something that runs. */
export interface Application {
  /** The key of its service. */
  key: string;
  /** Relative to the repository's top; `.` is the top. */
  folder: string;
  /** What the builder gets: the folder of the lock file that counts for it. */
  context: string;
  kind: ApplicationKind;
  /** What it is made with, to be said: `Next.js`, `Express`. */
  framework: string;
  /** Where that was seen. */
  from: string;
  /** Its browser knows the routes: every path is the same page. */
  singlePage?: boolean;
  /** Nobody calls it: it has no port. */
  background: boolean;
  port?: Found<number>;
  health?: Found<string>;
  /** The program that runs, where the recipe cannot find it. */
  start?: readonly string[];
  /** Relative to the context: the team's own Dockerfile. */
  dockerfile?: string;
  /** The image brings a health check of its own. */
  ownHealth?: boolean;
  migrate?: Found<readonly string[]> & { missing?: string };
  processes: readonly BackgroundProcess[];
  drivers: readonly Driver[];
  vector: boolean;
  variables: readonly TemplateVariable[];
  /** Names of variables that its sources read. */
  reads: ReadonlySet<string>;
  /** What a person should know about it. */
  notes: readonly string[];
  /** What has to be done before it can be built: sentences. */
  todo: readonly string[];
}

/** Facts about a repository, before anything is decided. */
export interface Findings {
  /** A name for the project: of the repository's own package, else of its folder. */
  name: string;
  /** Package managers by their lock file. */
  lockFiles: readonly string[];
  /** `turbo`, `nx`. */
  monorepo: readonly string[];
  applications: readonly Application[];
  /** Dockerfiles that belong to no application that was found. */
  dockerfiles: readonly string[];
  composeFiles: readonly string[];
  /** Host names in proxy configurations that are there. */
  domains: readonly Found<string>[];
  /** Names of env files with values, which are read but never copied. */
  envFiles: readonly string[];
  /** What was seen and cannot be used: sentences. */
  notes: readonly string[];
}
