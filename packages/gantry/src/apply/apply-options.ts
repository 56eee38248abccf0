import type { Engine } from "../engine/engine.ts";
import type { BuildSecretSource } from "../image/build/build-target.ts";
import type { Service } from "../model/service.ts";
import type { PlannedStep } from "../plan/format-operation.ts";
import type { EmitEvent } from "./event.ts";

export interface ApplyOptions {
  engine: Engine;
  /** Called with everything that happens. Default: nobody listens. */
  emit?: EmitEvent | undefined;
  /** Ends the work: containers stay as they are, and the error says how that is. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds that containers may take to become ready, counted from the first start of one that has no time limit of its own.
   * Default: as long as their health checks allow.
   */
  waitTimeout?: number | undefined;
  /** False: containers are started, and not waited for except by their dependents. Default: true. */
  wait?: boolean | undefined;
  /** The folder that the paths of a `build` count from. Default: the working directory. */
  directory?: string | undefined;
  /** The environment of builds and credential helpers. Default: the process's own. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where a build finds the secrets that its service names: `secrets` of the stack, by name. */
  buildSecrets?: Readonly<Record<string, BuildSecretSource>> | undefined;
  /** The stack's services, for builds that take files from another service's image. */
  services?: Readonly<Record<string, Service>> | undefined;
}

export interface ApplyResult {
  project: string;
  /** Every operation that was done, in the order in which they ended. */
  done: PlannedStep[];
  /** False: everything was right already. */
  changed: boolean;
  milliseconds: number;
}
