/** The day on which the facts of this folder were looked up. */
export const knowledgeDate = "2026-11-21";

export type ImageRole =
  | "database"
  | "cache"
  | "queue"
  | "search"
  | "storage"
  | "proxy"
  | "pooler"
  | "tunnel"
  | "runtime"
  | "base"
  | "monitoring"
  | "mail"
  | "admin"
  | "jobs"
  | "application";

export interface KnownPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** What answers there. Admin and data ports belong behind a private network. */
  readonly purpose: "http" | "data" | "admin" | "metrics" | "mail";
}

/** What is known of an image without pulling it. What is absent is not known. */
export interface ImageKnowledge {
  /** The name under which rules ask for it: `postgres` for pgvector and PostGIS too. */
  readonly family: string;
  readonly role: ImageRole;
  /** Programs that are there (true) and that are not (false). */
  readonly tools: ReadonlyMap<string, boolean>;
  /** Whether `sh` is there. */
  readonly hasShell: boolean | undefined;
  /** `apk`, `apt` or none. */
  readonly packages: "apk" | "apt" | undefined;
  /** BusyBox's wget differs from GNU's: it tries one address only, and sends GET for `--spider`. */
  readonly wget: "busybox" | "gnu" | undefined;
  /** The user that the container starts as. */
  readonly user: string | undefined;
  /** Starts as root and gives that up in its entrypoint. */
  readonly dropsPrivileges: boolean;
  readonly ports: readonly KnownPort[];
  /** What VOLUME declares. */
  readonly volumes: readonly string[];
  /** Where it keeps what must outlive the container. Empty: it keeps nothing. Undefined: not known. */
  readonly dataPaths: readonly string[] | undefined;
  /** Folders that it must be able to write to. */
  readonly writablePaths: readonly string[];
  readonly hasHealthcheck: boolean;
}

/** A family as it is written down: what is not said is not known, or none. */
export interface ImageFamily {
  readonly names: readonly (string | RegExp)[];
  readonly family: string;
  readonly role: ImageRole;
  /** The system below, by tag. */
  readonly system: (tag: string) => SystemName;
  /** Programs besides those of the system; a leading `-` for one that is not there though the system has it. */
  readonly tools?: string | ((tag: string) => string);
  readonly user?: string;
  readonly dropsPrivileges?: boolean;
  readonly ports?: readonly KnownPort[];
  readonly volumes?: (major: number | undefined) => readonly string[];
  readonly dataPaths?: (major: number | undefined) => readonly string[];
  readonly writablePaths?: readonly string[];
  readonly hasHealthcheck?: boolean;
}

export type SystemName = "alpine" | "debian-slim" | "debian-full" | "distroless" | "scratch" | "unknown";

export const alpineOr =
  (other: SystemName) =>
  (tag: string): SystemName =>
    /alpine/.test(tag) ? "alpine" : other;

export const tcp = (port: number, purpose: KnownPort["purpose"]): KnownPort => ({ port, protocol: "tcp", purpose });
