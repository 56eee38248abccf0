import type { BuiltImage } from "../../image/build/build-images.ts";
import { formatImage } from "../../image/report/format-image.ts";

/** What `gantry build` prints of an image: its size, its largest layers and what changed, and every name that it has. */
export function describeBuiltImage(built: BuiltImage, columns: number | undefined): string[] {
  const { image, services, references, pushed } = built;
  const others = services.filter((service) => service !== image);
  const shared = others.length > 0 ? ` (${others.join(", ")} too)` : "";
  return [
    ...formatImage(`${image}${shared}`, built, columns === undefined ? {} : { columns }),
    ...references.map((reference) => {
      const digest = pushed.find((each) => each.reference === reference)?.digest;
      return `  ${reference}${digest === undefined ? "" : `  pushed as ${digest}`}`;
    }),
  ];
}
