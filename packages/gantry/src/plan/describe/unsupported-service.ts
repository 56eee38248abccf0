import { posix } from "node:path";
import type { ModelPath } from "../../model/position.ts";
import type { Service, VolumeMount } from "../../model/service.ts";
import { apiAtLeast } from "../api-version.ts";
import { orderNetworks } from "./describe-endpoints.ts";
import { isWithin, mountedFiles } from "./describe-files.ts";

/** Something that cannot be had: where it stands, what is wrong with it, and what to do instead. */
export interface Refusal {
  path: ModelPath;
  message: string;
  fix: string;
}

type Check = (service: Service, apiVersion: string) => Refusal[];

/** Keys of a service that Gantry has no way to do, with what to do instead. */
const refusedKeys: Partial<Record<keyof Service, string>> = {
  provider: "Describe what it provides as a service with an image, or as an external service.",
  models: "Run the model as a service of its own.",
  use_api_socket: "Mount the engine's socket as a volume.",
  credential_spec: "It is for Windows containers; remove it.",
  post_start:
    "Do it in the image's entrypoint, or in a service that others wait for with service_completed_successfully.",
  pre_stop: "Do it when the process gets its stop signal.",
};

const checks: Check[] = [
  (service) =>
    (Object.keys(refusedKeys) as (keyof Service & string)[])
      .filter((key) => hasValue(service[key]))
      .map((key) => ({ path: [key], message: "is not supported.", fix: refusedKeys[key] ?? "" })),
  ({ deploy }) =>
    deploy?.mode === undefined || deploy.mode === "replicated"
      ? []
      : [
          {
            path: ["deploy", "mode"],
            message: `is "${deploy.mode}", which needs a swarm; a single engine has "replicated" only.`,
            fix: "Remove it.",
          },
        ],
  checkVolumes,
  checkFiles,
  (service, apiVersion) =>
    hasValue(service.annotations) && !apiAtLeast(apiVersion, "1.43")
      ? [needsEngine(["annotations"], "1.43", apiVersion)]
      : [],
  (service, apiVersion) =>
    orderNetworks(service).flatMap(([key, network], index) => [
      // An older engine has one MAC address a container, and gives it to the first network.
      ...(network?.mac_address !== undefined && index > 0 && !apiAtLeast(apiVersion, "1.44")
        ? [needsEngine(["networks", key, "mac_address"], "1.44", apiVersion)]
        : []),
      ...(network?.gw_priority !== undefined && !apiAtLeast(apiVersion, "1.48")
        ? [needsEngine(["networks", key, "gw_priority"], "1.48", apiVersion)]
        : []),
      ...(network?.interface_name !== undefined && !apiAtLeast(apiVersion, "1.49")
        ? [needsEngine(["networks", key, "interface_name"], "1.49", apiVersion)]
        : []),
    ]),
];

/** What of a service cannot be had on an engine of this API version. Paths count from the service. */
export function findUnsupported(service: Service, apiVersion: string): Refusal[] {
  return checks.flatMap((check) => check(service, apiVersion));
}

export function needsEngine(path: ModelPath, wanted: string, apiVersion: string): Refusal {
  return {
    path,
    message: `needs an engine with API ${wanted}; this one has ${apiVersion}.`,
    fix: "Upgrade Docker, or remove it.",
  };
}

function checkVolumes({ volumes = [] }: Service, apiVersion: string): Refusal[] {
  return volumes.flatMap((mount, index) => {
    const path = ["volumes", index];
    const needs = (key: string[], wanted: string) =>
      apiAtLeast(apiVersion, wanted) ? [] : [needsEngine([...path, ...key], wanted, apiVersion)];
    if (mount.type === "npipe" || mount.type === "cluster") {
      return [
        {
          path: [...path, "type"],
          message: `is "${mount.type}", which is not supported.`,
          fix: `Use "volume", "bind", "tmpfs" or "image".`,
        },
      ];
    }
    if (mount.type === "image") return needs(["type"], "1.48");
    return [
      ...(mount.volume?.subpath ? needs(["volume", "subpath"], "1.45") : []),
      ...(isForcedRecursive(mount) ? needs(["bind", "recursive"], "1.44") : []),
    ];
  });
}

const isForcedRecursive = ({ bind }: VolumeMount) => bind?.recursive === "readonly" || bind?.recursive === "writable";

/** Configs and secrets are written into the container, which is not possible everywhere. */
function checkFiles(service: Service): Refusal[] {
  const mounts = (service.volumes ?? []).filter(({ type }) => type !== "tmpfs").map(({ target }) => target);
  return mountedFiles(service).flatMap(({ kind, index, mount, target }): Refusal[] => {
    const path = [kind, index];
    const hiding = mounts.find((folder) => isWithin(target, folder));
    if (hiding !== undefined) {
      return [
        {
          path: [...path, "target"],
          message: `is ${target}, inside the volume at ${hiding}: writing it would change the volume's own files.`,
          fix: "Choose a target outside of the volume.",
        },
      ];
    }
    if (service.read_only && posix.dirname(target) === "/") {
      return [
        {
          path: [...path, "target"],
          message: `is ${target}, directly in the root folder, which is read-only.`,
          fix: "Choose a target in a folder, such as /etc/app/config.",
        },
      ];
    }
    return (["uid", "gid"] as const)
      .filter((key) => mount[key] !== undefined && !/^\d+$/.test(mount[key] ?? ""))
      .map((key) => ({
        path: [...path, key],
        message: `is "${mount[key]}"; it has to be a number.`,
        fix: "Write the numeric id.",
      }));
  });
}

function hasValue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
