import type { ModelPath } from "../../model/position.ts";
import type { DeviceRequest, Service } from "../../model/service.ts";
import type { Checking } from "./check-consistency.ts";

/** Records keys of a service that exclude each other or miss each other. */
export function checkService(name: string, service: Service, checking: Checking): void {
  const path: ModelPath = ["services", name];
  const { fail } = checking;
  if (!service.image && !service.build && !service.provider) {
    fail(path, "it has neither an image nor a build.", { atKey: true, fix: "Add one of them." });
  }
  if (service.network_mode && service.networks) {
    fail(path, "network_mode and networks exclude each other.", { key: "network_mode", fix: "Take one of them out." });
  }
  const kind = service.healthcheck?.test?.[0];
  if (kind !== undefined && !["NONE", "CMD", "CMD-SHELL"].includes(kind)) {
    const fix = "Put CMD or CMD-SHELL first, or write it as one text.";
    fail([...path, "healthcheck", "test"], `the list begins with ${JSON.stringify(kind)}.`, { fix });
  }
  checkBuild(path, service, checking);
  checkMounts(path, service, checking);
  checkDevelop(path, service, checking);
  checkLimits(path, service, checking);
  checkScale(name, service, checking);
}

function checkBuild(path: ModelPath, { build, platform }: Service, { fail }: Checking): void {
  if (build?.dockerfile !== undefined && build.dockerfile_inline !== undefined) {
    const fix = "Take one of them out.";
    fail([...path, "build"], "dockerfile and dockerfile_inline exclude each other.", { key: "dockerfile", fix });
  }
  if (platform && build?.platforms && !build.platforms.includes(platform)) {
    fail([...path, "build", "platforms"], `the service's platform ${platform} is not among them.`, { fix: "Add it." });
  }
}

function checkMounts(path: ModelPath, { volumes = [] }: Service, { fail }: Checking): void {
  for (const [index, { type, source }] of volumes.entries()) {
    if (type === "bind" && source === undefined)
      fail([...path, "volumes", index], "a bind mount needs a source.", { fix: "Add it." });
  }
}

function checkDevelop(path: ModelPath, { develop }: Service, { fail }: Checking): void {
  for (const [index, { path: watched, action, target }] of (develop?.watch ?? []).entries()) {
    const place = [...path, "develop", "watch", index];
    if (watched === undefined) fail([...place, "path"], "it is empty.", { fix: "Name a file or a folder." });
    if (action.startsWith("sync") && target === undefined)
      fail(place, `${action} needs a target.`, { fix: "Add the path in the container." });
  }
}

/** What `deploy` and the older keys both say must be the same. */
function checkLimits(path: ModelPath, service: Service, { fail }: Checking): void {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const pairs = [
    ["mem_limit", limits, limits?.memory],
    ["cpus", limits, limits?.cpus],
    ["pids_limit", limits, limits?.pids],
    ["mem_reservation", reservations, reservations?.memory],
  ] as const;
  for (const [key, section, value] of pairs) {
    if (section && service[key] !== undefined && service[key] !== value) {
      const other = section === limits ? "limits" : "reservations";
      fail(path, `${key} and deploy.resources.${other} say different things.`, { key, fix: `Take ${key} out.` });
    }
  }
  checkCounts([...path, "gpus"], service.gpus, fail);
  checkCounts([...path, "deploy", "resources", "reservations", "devices"], reservations?.devices, fail);
}

function checkCounts(path: ModelPath, devices: readonly DeviceRequest[] = [], fail: Checking["fail"]): void {
  for (const [index, { count, device_ids: ids }] of devices.entries()) {
    if (count === undefined || ids === undefined) continue;
    fail([...path, index], "count and device_ids exclude each other.", { key: "count", fix: "Take one of them out." });
  }
}

function checkScale(name: string, service: Service, { stack, fail }: Checking): void {
  const path: ModelPath = ["services", name];
  const { scale, container_name: containerName, deploy } = service;
  if (scale !== undefined && deploy?.replicas !== undefined && deploy.replicas !== scale) {
    fail(path, "scale and deploy.replicas say different things.", { key: "scale", fix: "Take scale out." });
  }
  if (containerName === undefined) return;
  if ((scale ?? deploy?.replicas ?? 1) > 1) {
    fail(path, "a service with a container_name has one container.", {
      key: "container_name",
      fix: "Take container_name or the replicas out.",
    });
  }
  const [first] = Object.entries(stack.services).find(([, other]) => other.container_name === containerName) ?? [];
  if (first !== undefined && first !== name) {
    fail([...path, "container_name"], `the service "${first}" has the same.`, { fix: "Give each its own." });
  }
}
