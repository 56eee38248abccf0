import type { ConnectOptions } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { describeContainers } from "./contract/describe-containers.ts";
import { describeImages } from "./contract/describe-images.ts";
import { describeNetworksAndVolumes } from "./contract/describe-networks-and-volumes.ts";
import { describeRobustness } from "./contract/describe-robustness.ts";
import { describeStreams } from "./contract/describe-streams.ts";
import { describeSystem } from "./contract/describe-system.ts";
import { type Subject, useSubject } from "./contract/subject.ts";

/** What every engine must do, whatever its version and however it is reached. */
export function describeEngineContract(findTarget: () => Promise<ConnectOptions>): Subject {
  const subject = useSubject(findTarget);
  describeSystem(subject);
  describeContainers(subject);
  describeStreams(subject);
  describeNetworksAndVolumes(subject);
  describeImages(subject);
  describeRobustness(subject);
  return subject;
}
