/** A stage of a Dockerfile. */
export interface Stage {
  name: string;
  /** An image, or the name of an earlier stage. */
  from: string;
  /** Says what the stage is for: one line above its `FROM`. */
  comment: string;
  steps: readonly Step[];
}

/** One instruction. Made by the functions below. */
export type Step =
  | { instruction: "ARG"; name: string; value?: string }
  | { instruction: "ENV"; variables: Readonly<Record<string, string>> }
  | { instruction: "LABEL"; labels: Readonly<Record<string, string>> }
  | { instruction: "WORKDIR"; path: string }
  | ({ instruction: "COPY"; sources: readonly string[]; target: string } & CopyOptions)
  | { instruction: "RUN"; commands: readonly string[]; mounts: readonly Mount[] }
  | { instruction: "USER"; user: string }
  | { instruction: "EXPOSE"; port: number }
  | { instruction: "STOPSIGNAL"; signal: string }
  | { instruction: "HEALTHCHECK"; test: readonly string[]; startPeriod: string }
  | { instruction: "ENTRYPOINT"; program: readonly string[] }
  | { instruction: "CMD"; program: readonly string[] };

export interface CopyOptions {
  /** A stage or an image. Absent: the build context. */
  from?: string;
  /** `1001:1001` */
  chown?: string;
}

/** What a `RUN` sees beside the stage's own files. None of it stays in the image. */
export type Mount =
  | {
      type: "cache";
      target: string /** Default: the target. */;
      id?: string /** Two builds never use it at once. */;
      locked?: boolean;
    }
  | { type: "secret" /** Readable as `/run/secrets/<id>`. */; id: string }
  | { type: "bind"; source: string; target: string; from?: string };

export function arg(name: string, value?: string): Step {
  return { instruction: "ARG", name, ...(value === undefined ? {} : { value }) };
}

/** Values are literal: a `$` in them stays one. */
export function env(variables: Readonly<Record<string, string>>): Step {
  return { instruction: "ENV", variables };
}

/** Values may hold `$NAME` of an `ARG`. */
export function label(labels: Readonly<Record<string, string>>): Step {
  return { instruction: "LABEL", labels };
}

export function workdir(path: string): Step {
  return { instruction: "WORKDIR", path };
}

export function copy(sources: readonly string[], target: string, options: CopyOptions = {}): Step {
  return { instruction: "COPY", sources, target, ...options };
}

/** Shell commands, each of which must succeed before the next one runs. */
export function run(commands: readonly string[], mounts: readonly Mount[] = []): Step {
  return { instruction: "RUN", commands, mounts };
}

export function user(name: string): Step {
  return { instruction: "USER", user: name };
}

export function expose(port: number): Step {
  return { instruction: "EXPOSE", port };
}

export function stopSignal(signal: string): Step {
  return { instruction: "STOPSIGNAL", signal };
}

/** @param startPeriod Time in which a failure does not count: `30s`. */
export function healthCheck(test: readonly string[], startPeriod: string): Step {
  return { instruction: "HEALTHCHECK", test, startPeriod };
}

/** No program: that of the base image stands no longer before the stage's own. */
export function entrypoint(program: readonly string[]): Step {
  return { instruction: "ENTRYPOINT", program };
}

export function cmd(program: readonly string[]): Step {
  return { instruction: "CMD", program };
}
