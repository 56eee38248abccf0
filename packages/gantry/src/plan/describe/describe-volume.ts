import type { VolumeCreateBody } from "../../engine/types.ts";
import type { Volume } from "../../model/stack.ts";
import { canonicalHash } from "../canonical-hash.ts";
import type { DesiredVolume } from "../desired.ts";
import { label } from "../labels.ts";
import { compact, nonEmptyMap } from "./compact.ts";

export function describeVolume(
  key: string,
  volume: Volume,
  options: { project: string; bookkeeping: Readonly<Record<string, string>> },
): DesiredVolume {
  const name = volume.name ?? `${options.project}_${key}`;
  const body: VolumeCreateBody = compact({
    Name: name,
    Driver: volume.driver,
    DriverOpts: nonEmptyMap(volume.driver_opts),
    Labels: nonEmptyMap(volume.labels),
  });
  const hash = canonicalHash(body);
  body.Labels = {
    ...volume.labels,
    ...options.bookkeeping,
    [label.volume]: key,
    [label.configHash]: hash,
    [label.hash]: hash,
  };
  return { key, name, external: volume.external === true, body, hash };
}
