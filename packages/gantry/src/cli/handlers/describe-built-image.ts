import type { BuiltImage } from "../../image/build/build-images.ts";
import { formatBytes } from "../../model/bytes.ts";

/** What `gantry build` prints of an image: its size, and every name that it has. */
export function describeBuiltImage({ image, services, size, references, pushed }: BuiltImage): string[] {
  const others = services.filter((service) => service !== image);
  const shared = others.length > 0 ? ` (${others.join(", ")} too)` : "";
  return [
    `${image}${shared}  ${formatBytes(size)}`,
    ...references.map((reference) => {
      const digest = pushed.find((each) => each.reference === reference)?.digest;
      return `  ${reference}${digest === undefined ? "" : `  pushed as ${digest}`}`;
    }),
  ];
}
