import { formatDuration, fromMilliseconds } from "../../model/duration.ts";
import type { Pause } from "./estimate-pauses.ts";

/** `none`, `about 2.3s, as in r4`, `about 2.1s after its stop (10s at most), as in r1`. */
export function formatPause({ milliseconds, basis, release, stop = 0 }: Pause): string {
  const atMost = `${formatDuration(fromMilliseconds(stop))} at most`;
  const time = `about ${((milliseconds ?? 0) / 1000).toFixed(1)}s`;
  switch (basis) {
    case "rolled":
      return "none";
    case "replacement":
      return `${time}, as in r${release}`;
    case "start":
      return `${time} after its stop (${atMost}), as in r${release}`;
    case "health-log":
      return `${time} after its stop (${atMost}), as at its last start`;
    case "none":
      return `from its stop (${atMost}) until it is ready; how long that takes is not known yet`;
  }
}
