/** How far an image is in a build. `ended`: stopped because another one failed, or by Ctrl-C. */
export type ImagePhase = "waiting" | "building" | "scanning" | "pushing" | "built" | "failed" | "ended";

/** What happens while images are built. `time` is Unix time in milliseconds; an image is named as its target. */
export type ImageEvent =
  | { type: "build"; time: number; project: string; images: string[]; summary: string }
  | {
      type: "image";
      time: number;
      image: string;
      phase: ImagePhase;
      /** The stage and step that is being worked on, the reference that is being pushed, or what failed. */
      detail?: string;
    }
  | {
      type: "progress";
      time: number;
      subject: string;
      current: number;
      total?: number;
      /** Steps that came from the cache, of those that are done. */
      cached?: number;
      unit: "bytes" | "steps";
    }
  | { type: "output"; time: number; subject: string; stream: "stdout" | "stderr"; text: string }
  | { type: "warning"; time: number; message: string };

type Untimed<Event> = Event extends ImageEvent ? Omit<Event, "time"> : never;
export type EmitImageEvent = (event: Untimed<ImageEvent>) => void;
