import type { ImageInspect } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import type { Network, Stack, Volume } from "../../model/stack.ts";
import { type DescribeStackOptions, describeStack } from "../describe-stack.ts";
import type { Desired } from "../desired.ts";
import type { ContainerSpec } from "../operation.ts";

export interface ExampleOptions extends Partial<DescribeStackOptions> {
  networks?: Record<string, Network>;
  volumes?: Record<string, Volume>;
  apiVersion?: string;
}

/** A stack of the project "shop", normalised as the front ends leave it, on an engine of API 1.51 unless another is asked for. */
export function exampleStack(services: Record<string, Service>, { networks, volumes }: ExampleOptions = {}): Stack {
  return {
    name: "shop",
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [
        name,
        { image: "busybox:1", ...(service.network_mode ? {} : { networks: { default: null } }), ...service },
      ]),
    ),
    networks: { default: { name: "shop_default" }, ...networks },
    volumes: volumes ?? {},
  };
}

export function describeExample(services: Record<string, Service>, options: ExampleOptions = {}): Desired {
  const { networks: _networks, volumes: _volumes, apiVersion = "1.51", ...rest } = options;
  return describeStack(exampleStack(services, options), { engine: { apiVersion }, version: "1.0.0", ...rest });
}

/** The specification of the only service's first container. */
export function describeOne(service: Service, options: ExampleOptions = {}): ContainerSpec {
  const spec = describeExample({ web: service }, options).services["web"]?.containers[0]?.spec;
  if (!spec) throw new Error("The service has no container.");
  return spec;
}

export function exampleImage(id: string, config: Partial<NonNullable<ImageInspect["Config"]>> = {}): ImageInspect {
  return {
    Id: `sha256:${id.padEnd(64, "0")}`,
    RepoTags: null,
    RepoDigests: null,
    Architecture: "amd64",
    Os: "linux",
    Size: 1,
    Config: { Env: ["PATH=/bin"], Cmd: ["sh"], ...config },
    RootFS: { Type: "layers" },
  };
}
