import type { Desired } from "../plan/desired.ts";
import type { UploadedFile } from "../plan/operation.ts";
import type { ProxyDefinition } from "./proxy-definition.ts";

/**
 * Puts the configurations of proxies into the specs of their containers. Their hashes stay as they are: a proxy whose configuration alone
 * changed is not replaced, it loads the new one (`RunningProxy.loadConfiguration`).
 */
export function fillProxyFiles(desired: Desired, proxies: readonly ProxyDefinition[]): Desired {
  const services = { ...desired.services };
  for (const { service: name, files } of proxies) {
    const service = services[name];
    if (!service) continue;
    const contents = new Map(files.map(({ path, content }) => [path, Buffer.from(content)]));
    const fill = (file: UploadedFile): UploadedFile => ({
      ...file,
      content: contents.get(file.target) ?? file.content,
    });
    services[name] = {
      ...service,
      containers: service.containers.map((container) => ({
        ...container,
        spec: { ...container.spec, files: container.spec.files.map(fill) },
      })),
    };
  }
  return { ...desired, services };
}
