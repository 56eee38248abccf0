import type { ContainerInspect } from "../../engine/types.ts";
import type { DesiredContainer, DesiredService } from "../desired.ts";
import { label } from "../labels.ts";
import { isReady, wasStarted } from "./find-containers.ts";
import type { Slot } from "./resolve-slot.ts";

/** What is to be done about one replica. */
export type Action =
  | { do: "create"; reason: string }
  | { do: "replace"; reason: string; found: ContainerInspect; successor?: ContainerInspect; wasRunning: boolean }
  | { do: "start" | "restart" | "await" | "keep"; reason: string; found: ContainerInspect };

export interface Decision {
  service: DesiredService;
  wanted: DesiredContainer;
  slot: Slot;
  action: Action;
  /** Why it should be replaced, when it is not because it holds data and was not named. */
  held?: string;
}

export interface DecideOptions {
  recreate: "changed" | "always" | "never";
  /** It holds data, and nobody has named it. */
  protectedData: boolean;
  /** Why the container must go, apart from its own definition: a dependency or a network is replaced. */
  causes: string[];
  /** Why it is to be restarted, when nothing else is done about it. */
  restart?: string | undefined;
  /** Differences between the container and its definition. */
  compare: (container: ContainerInspect) => string[];
}

export function decideContainer(
  service: DesiredService,
  wanted: DesiredContainer,
  slot: Slot,
  options: DecideOptions,
): Decision {
  const { current: found, successor, interrupted } = slot;
  const decision = { service, wanted, slot };
  if (!found) return { ...decision, action: { do: "create", reason: "not there yet" } };
  const wasRunning = found.State.Running || (interrupted && !service.completes);
  if (successor) {
    const reason = "its replacement was interrupted";
    return { ...decision, action: { do: "replace", reason, found, successor, wasRunning } };
  }
  const unfinished = whyUnfinished(found);
  const reasons = unfinished ? [unfinished] : replaceReasons(found, options);
  if (reasons.length > 0) {
    const reason = reasons.join(", ");
    if (!options.protectedData || unfinished || interrupted) {
      return { ...decision, action: { do: "replace", reason, found, wasRunning } };
    }
    return { ...decision, action: decideKept(service, found), held: reason };
  }
  return { ...decision, action: decideKept(service, found, options.restart) };
}

/** Made by Gantry and never started: its files or its networks may be missing, and nothing was ever written into it. */
function whyUnfinished(found: ContainerInspect): string | undefined {
  if (found.State.Dead || found.State.Status === "removing") return "its removal was not finished";
  const made = found.Config.Labels?.[label.hash] !== undefined;
  return made && !wasStarted(found) ? "left half-made by an interrupted run" : undefined;
}

function replaceReasons(found: ContainerInspect, { recreate, causes, compare }: DecideOptions): string[] {
  if (recreate === "never") return [];
  const reasons = [...compare(found), ...causes];
  return recreate === "always" && reasons.length === 0 ? ["asked for"] : reasons;
}

function decideKept(service: DesiredService, found: ContainerInspect, restart?: string): Action {
  const { State } = found;
  if (!State.Running) {
    if (service.completes && wasStarted(found) && State.ExitCode === 0)
      return { do: "keep", reason: "completed", found };
    return { do: "start", reason: whyStopped(found), found };
  }
  if (restart !== undefined) return { do: "restart", reason: restart, found };
  if (service.completes) return { do: "await", reason: "not completed yet", found };
  if (State.Restarting) return { do: "await", reason: "restarting", found };
  if (!isReady(found)) return { do: "await", reason: "not healthy yet", found };
  return { do: "keep", reason: "unchanged", found };
}

function whyStopped(found: ContainerInspect): string {
  if (!wasStarted(found)) return "not started yet";
  const { ExitCode } = found.State;
  return ExitCode === 0 ? "stopped" : `exited with ${ExitCode}`;
}
