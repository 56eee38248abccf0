import type { Duplex, Readable } from "node:stream";
import type {
  ContainerCreateBody,
  ContainerInspect,
  ContainerStats,
  ContainerSummary,
  EndpointConfig,
  EngineEvent,
  EngineInfo,
  EngineVersion,
  ImageHistoryEntry,
  ImageInspect,
  ImageSummary,
  NetworkCreateBody,
  NetworkInspect,
  VolumeCreateBody,
  VolumeInspect,
} from "./types.ts";

/** Label filters, such as `["com.docker.compose.project=shop"]`; all must match. */
export interface ListFilter {
  labels?: readonly string[];
  names?: readonly string[];
  /** Any further filter of the API, such as `{ status: ["exited"] }`. */
  filters?: Readonly<Record<string, readonly string[]>>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface LogOptions extends CallOptions {
  follow?: boolean;
  /** Number of lines from the end; absent: all. */
  tail?: number;
  /** Unix time in seconds, with a fraction. */
  since?: number;
  until?: number;
  timestamps?: boolean;
}

/** The bytes of a tar archive: at once, or as a stream, which is destroyed when the engine refuses it. */
export type Archive = Uint8Array | AsyncIterable<Uint8Array>;

export interface OutputChunk {
  stream: "stdout" | "stderr";
  data: Buffer;
}

export interface ExecOptions extends CallOptions {
  command: readonly string[];
  /** `KEY=value`. */
  env?: readonly string[];
  user?: string;
  workingDir?: string;
  privileged?: boolean;
  tty?: boolean;
  stdin?: boolean;
}

/** A running exec or attached container: a duplex stream whose output is split into stdout and stderr. */
export interface Session extends AsyncDisposable {
  output: AsyncIterable<OutputChunk>;
  /** Writes to stdin; resolves when the engine took it. */
  write(data: Uint8Array): Promise<void>;
  /** Ends stdin; output goes on. */
  end(): void;
  resize(size: { columns: number; rows: number }): Promise<void>;
  /** The exit code, once the output has ended. Output that nobody reads is thrown away. */
  exitCode(): Promise<number>;
}

export interface ExecResult {
  exitCode: number;
  /** stdout and stderr in the order they came, at most `maxOutput` bytes. */
  output: string;
}

/** Progress of a pull, a push, a load, an import. Fields as the engine sends them. */
export interface ProgressMessage {
  status?: string;
  id?: string;
  stream?: string;
  progressDetail?: { current?: number; total?: number };
  aux?: unknown;
}

/**
 * A Docker engine, over any transport. Every call takes an `AbortSignal`; an answer that is an error rejects with `EngineError` (its `status` says which).
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export interface Engine extends AsyncDisposable {
  /** Where it is: `unix:///var/run/docker.sock`, `ssh://deploy@host`. */
  readonly address: string;
  /** The API version agreed on, such as `1.41`. Known after the first call. */
  readonly apiVersion: string | undefined;

  /** Negotiates the API version. @throws EngineTooOldError below 1.41, EngineUnreachableError when nothing answers. */
  ping(options?: CallOptions): Promise<{ apiVersion: string }>;
  version(options?: CallOptions): Promise<EngineVersion>;
  info(options?: CallOptions): Promise<EngineInfo>;
  events(
    options?: CallOptions & { filters?: Readonly<Record<string, readonly string[]>>; since?: number; until?: number },
  ): AsyncIterable<EngineEvent>;

  readonly containers: {
    /** Stopped ones too, unless `running` is set. */
    list(filter?: ListFilter & { running?: boolean }, options?: CallOptions): Promise<ContainerSummary[]>;
    inspect(id: string, options?: CallOptions): Promise<ContainerInspect>;
    create(
      name: string | undefined,
      body: ContainerCreateBody,
      options?: CallOptions & { platform?: string },
    ): Promise<{ id: string; warnings: string[] }>;
    start(id: string, options?: CallOptions): Promise<void>;
    /** SIGTERM (or the container's stop signal), then SIGKILL after the grace period in seconds. */
    stop(id: string, options?: CallOptions & { graceSeconds?: number; stopSignal?: string }): Promise<void>;
    restart(id: string, options?: CallOptions & { graceSeconds?: number }): Promise<void>;
    kill(id: string, signal?: string, options?: CallOptions): Promise<void>;
    rename(id: string, name: string, options?: CallOptions): Promise<void>;
    remove(id: string, options?: CallOptions & { force?: boolean; volumes?: boolean }): Promise<void>;
    /** Resolves when the container has ended (`not-running`), or with its next exit, or its removal. */
    wait(
      id: string,
      options?: CallOptions & { condition?: "not-running" | "next-exit" | "removed" },
    ): Promise<{ exitCode: number }>;
    logs(id: string, options?: LogOptions): AsyncIterable<OutputChunk>;
    /** One sample at once, without `precpu_stats`; `twoSamples` takes a second and fills both, for the share of the CPU. */
    stats(id: string, options?: CallOptions & { twoSamples?: boolean }): Promise<ContainerStats>;
    attach(id: string, options?: CallOptions & { stdin?: boolean; tty?: boolean; logs?: boolean }): Promise<Session>;
    resize(id: string, size: { columns: number; rows: number }, options?: CallOptions): Promise<void>;
    /** Unpacks a tar archive into a folder of the container, running or not. */
    putArchive(id: string, path: string, tar: Archive, options?: CallOptions): Promise<void>;
    getArchive(id: string, path: string, options?: CallOptions): Promise<Readable>;
  };
  /** Runs a command to its end and collects its output. */
  exec(containerId: string, options: ExecOptions & { maxOutput?: number }): Promise<ExecResult>;
  /** Starts a command and hands over its streams. */
  execSession(containerId: string, options: ExecOptions): Promise<Session>;

  readonly networks: {
    list(filter?: ListFilter, options?: CallOptions): Promise<NetworkInspect[]>;
    inspect(id: string, options?: CallOptions): Promise<NetworkInspect>;
    create(body: NetworkCreateBody, options?: CallOptions): Promise<{ id: string; warning: string }>;
    remove(id: string, options?: CallOptions): Promise<void>;
    connect(id: string, containerId: string, endpoint?: EndpointConfig, options?: CallOptions): Promise<void>;
    disconnect(id: string, containerId: string, options?: CallOptions & { force?: boolean }): Promise<void>;
  };
  readonly volumes: {
    list(filter?: ListFilter, options?: CallOptions): Promise<VolumeInspect[]>;
    inspect(name: string, options?: CallOptions): Promise<VolumeInspect>;
    create(body: VolumeCreateBody, options?: CallOptions): Promise<VolumeInspect>;
    remove(name: string, options?: CallOptions & { force?: boolean }): Promise<void>;
  };
  readonly images: {
    list(filter?: ListFilter, options?: CallOptions): Promise<ImageSummary[]>;
    /** `manifests` asks for what of the image is there: an engine with the containerd store and API 1.48 answers; others pass it over. */
    inspect(reference: string, options?: CallOptions & { manifests?: boolean }): Promise<ImageInspect>;
    /** The steps that it was built with, the newest first. */
    history(reference: string, options?: CallOptions): Promise<ImageHistoryEntry[]>;
    /** Pulls; yields progress; an error in the stream rejects. `auth` is the value of X-Registry-Auth. */
    pull(
      reference: string,
      options?: CallOptions & { platform?: string; auth?: string },
    ): AsyncIterable<ProgressMessage>;
    /** Pushes one tag, `latest` when none is named; yields progress; an error in the stream rejects. `auth` is the value of X-Registry-Auth. */
    push(reference: string, options?: CallOptions & { auth?: string }): AsyncIterable<ProgressMessage>;
    tag(reference: string, target: { repo: string; tag: string }, options?: CallOptions): Promise<void>;
    remove(reference: string, options?: CallOptions & { force?: boolean; noPrune?: boolean }): Promise<void>;
    /** Loads an archive as `docker save` writes it. */
    load(tar: Archive, options?: CallOptions): AsyncIterable<ProgressMessage>;
    save(references: readonly string[], options?: CallOptions): Promise<Readable>;
    /** Makes an image from a root file system; an empty archive makes an empty image. Returns its id. */
    import(
      tar: Archive,
      target: { repo: string; tag: string },
      options?: CallOptions & { changes?: readonly string[] },
    ): Promise<string>;
  };
  /**
   * A TCP connection to a port that listens on the engine's machine (`host` as seen from there, `127.0.0.1` by default), whether or not a
   * firewall lets it out: over ssh it goes through the connection that is there. A failure destroys the stream with the reason.
   */
  openPort(port: number, host?: string): Duplex;
  readonly machine: {
    /** What the network calls the engine's machine: over ssh as its configuration has it. Undefined for this very one. */
    findHostName(options?: CallOptions): Promise<string | undefined>;
    /** What a command prints on the engine's machine. Undefined where none can be run, which is everywhere but over ssh, and for one that fails. */
    readCommand(command: readonly string[], options?: CallOptions): Promise<string | undefined>;
  };
  /** Ends every connection. */
  close(): Promise<void>;
}
