/** What every recipe has to know, whatever it builds. */
export interface SharedFacts {
  /** The image that the stages start from: `node:22-alpine`. */
  base: string;
  /** What the image is called in its labels: the package's name. */
  title: string;
  /** The port that it listens on. Absent: nobody calls it. */
  port?: number;
  /** Path and query that the health check asks. Absent: the health check connects to the port. */
  health?: string;
  /** The build mounts the secret `ca`, a file of certificates, where it downloads something. */
  ca: boolean;
  /** Names of variables that are compiled into what browsers get: build arguments. */
  publicVariables: readonly string[];
  /** Names of secrets that the build mounts, each under its own name: `NPM_TOKEN`. */
  buildSecrets: readonly string[];
  /** Variables of the builder stage alone, with values that mean nothing. */
  placeholders: Readonly<Record<string, string>>;
  /** Packages of the base image's system that the running image needs. */
  systemPackages: readonly string[];
  /** Absolute paths that the application writes to: a read-only container needs a tmpfs or a volume there. */
  writablePaths: readonly string[];
}
