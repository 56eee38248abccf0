import type { VolumeMount } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { DescribeStackOptions } from "./describe-stack.ts";
import type { ContainerSpec } from "./operation.ts";

/** What `gantry run` may set over the service's definition. */
export interface OneOffOptions extends DescribeStackOptions {
  command?: readonly string[] | undefined;
  entrypoint?: readonly string[] | undefined;
  environment?: Readonly<Record<string, string | null>> | undefined;
  user?: string | undefined;
  workingDir?: string | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
  volumes?: readonly VolumeMount[] | undefined;
  /** Publish the service's ports. Default: none are. */
  servicePorts?: boolean | undefined;
  tty?: boolean | undefined;
  stdin?: boolean | undefined;
  /** The engine removes it when it ends. */
  autoRemove?: boolean | undefined;
  name?: string | undefined;
  /** Makes the name unique: `<project>-<service>-run-<suffix>`. */
  suffix: string;
}

/** A container beside the service's own, for one command: no published ports, no restarts, labelled `oneoff`. */
export function describeOneOff(
  _stack: Stack,
  _service: string,
  _options: OneOffOptions,
): { name: string; spec: ContainerSpec } {
  throw new Error("not there yet");
}
