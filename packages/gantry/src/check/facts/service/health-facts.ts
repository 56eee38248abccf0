import type { HealthCheck } from "../../../model/service.ts";
import type { Place } from "../../place.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";

/** A program that a health check runs, with its words. */
export interface ProbeCommand {
  readonly argv: readonly string[];
  /** Where each word stands. */
  readonly places: readonly Place[];
  readonly at: Place;
}

/** The health check that counts: the Compose file's, or else the Dockerfile's. */
export interface HealthFacts {
  readonly source: "compose" | "dockerfile";
  readonly form: "CMD" | "CMD-SHELL" | "NONE";
  /** Where the test stands. */
  readonly at: Place;
  /** All programs that it runs, in order: the one of CMD, or each of the shell text. Without `sudo`, `exec`, `timeout` and the like. */
  readonly commands: readonly ProbeCommand[];
  /** The text that a shell runs. */
  readonly shell: ShellDocument | undefined;
  /** Times in nanoseconds, as in the model; absent where the default holds or the value is not known. */
  readonly timing: Pick<HealthCheck, "interval" | "timeout" | "retries" | "start_period" | "start_interval">;
}

/** The programs of shell text. */
export const probeCommandsOf = (document: ShellDocument): ProbeCommand[] =>
  document.commands.flatMap(({ words, argv }) => {
    const bare = unwrapCommand(argv);
    const places = words.slice(words.length - bare.length).map(({ at }) => at);
    const [first] = places;
    return first ? [{ argv: bare, places, at: first }] : [];
  });
