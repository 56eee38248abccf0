import type { ApplyEvent } from "../../apply/event.ts";

/** How a run ended, as its reader shows it last. */
export type Outcome =
  | { status: "done"; milliseconds: number; summary: string; urls: readonly { service: string; url: string }[] }
  | { status: "failed"; error: unknown };

/** Shows the events of a run. Disposing it leaves the terminal as it was. */
export interface EventReader extends Disposable {
  read(event: ApplyEvent): void;
  end(outcome: Outcome): void;
}
