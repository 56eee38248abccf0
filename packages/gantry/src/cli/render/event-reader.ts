import type { ApplyEvent } from "../../apply/event.ts";
import type { BuiltImage } from "../../image/build/build-images.ts";
import type { ImageEvent } from "../../image/build/event.ts";

/** What a run tells while it works. */
export type RunEvent = ApplyEvent | ImageEvent | NoteEvent;

/** A line that stays, such as a step of a deploy that is done. */
export interface NoteEvent {
  type: "note";
  time: number;
  subject: string;
  message: string;
}

/** How a run ended, as its reader shows it last. */
export type Outcome =
  | {
      status: "done";
      milliseconds: number;
      summary: string;
      urls?: readonly { service: string; url: string }[];
      /** Of a build. */
      images?: readonly BuiltImage[];
    }
  | { status: "failed"; error: unknown };

/** Shows the events of a run. Disposing it leaves the terminal as it was. */
export interface EventReader extends Disposable {
  read(event: RunEvent): void;
  end(outcome: Outcome): void;
}
