import type { HostConfig } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import { apiAtLeast } from "../api-version.ts";
import { compact, nonEmpty, nonEmptyMap } from "./compact.ts";
import { type DescribeContext, resolveNamespace } from "./context.ts";
import { describeLinks, type Endpoint } from "./describe-endpoints.ts";
import { describeMounts } from "./describe-mounts.ts";
import { describePortBindings } from "./describe-ports.ts";
import { describeResources } from "./describe-resources.ts";
import { describeRestartPolicy } from "./describe-restart-policy.ts";
import { describeSecurity } from "./describe-security.ts";

/** How a service's container runs on its host. */
export function describeHostConfig(service: Service, endpoints: Endpoint[], context: DescribeContext): HostConfig {
  const { stack, apiVersion, fileContents } = context;
  const namespace = (mode: string | undefined) => resolveNamespace(stack, mode);
  return compact<HostConfig>({
    NetworkMode: namespace(service.network_mode) ?? endpoints[0]?.name ?? "none",
    Links: service.network_mode ? nonEmpty(describeLinks(service, stack)) : undefined,
    PortBindings: describePortBindings(service),
    ExtraHosts: nonEmpty(service.extra_hosts?.map((entry) => entry.replace("=", ":"))),
    Dns: nonEmpty(service.dns),
    DnsOptions: nonEmpty(service.dns_opt),
    DnsSearch: nonEmpty(service.dns_search),
    RestartPolicy: describeRestartPolicy(service),
    Init: service.init,
    LogConfig: service.logging && {
      Type: service.logging.driver ?? "",
      Config: service.logging.options ?? {},
    },
    Runtime: service.runtime,
    Isolation: service.isolation,
    Annotations: apiAtLeast(apiVersion, "1.43") ? nonEmptyMap(service.annotations) : undefined,
    Privileged: service.privileged || undefined,
    CapAdd: nonEmpty(service.cap_add),
    CapDrop: nonEmpty(service.cap_drop),
    GroupAdd: nonEmpty(service.group_add),
    UsernsMode: service.userns_mode,
    IpcMode: namespace(service.ipc),
    PidMode: namespace(service.pid),
    UTSMode: namespace(service.uts),
    CgroupnsMode: service.cgroup,
    Sysctls: nonEmptyMap(service.sysctls),
    StorageOpt: nonEmptyMap(service.storage_opt),
    ReadonlyRootfs: service.read_only || undefined,
    ShmSize: service.shm_size,
    ...describeSecurity(service, fileContents),
    ...describeResources(service),
    ...describeMounts(service, context),
  });
}
