import { label } from "../labels.ts";
import type { ContainerSpec } from "../operation.ts";

/** Names what runs to its end: an image and a configuration. Undefined while its image is not known. */
export function completionKey({ body: { Labels = {} } }: ContainerSpec): string | undefined {
  const [hash, image] = [Labels[label.hash], Labels[label.image]];
  return hash === undefined || image === undefined ? undefined : `${hash} ${image}`;
}
