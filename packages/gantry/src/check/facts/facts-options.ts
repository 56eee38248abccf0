import type { ImageFamily } from "./images/image-knowledge.ts";
import type { LiveImages } from "./images/live-image.ts";

/** What is known beside the repository itself. */
export interface FactsOptions {
  /** The sets of Compose files that are production, instead of what the repository tells: one of their files is named. */
  production?: readonly string[] | undefined;
  /** Just these Compose files, merged in this order, are production; with none of them only the printed stack is. */
  chosen?: readonly string[] | undefined;
  /** `-e`: the sets of this environment are looked at as production. */
  environment?: string | undefined;
  /** The config file whose printed stack is among the files. */
  config?: string | undefined;
  /** Images that only the user knows. */
  images?: readonly ImageFamily[] | undefined;
  /** What an engine says of the images that it has. */
  live?: LiveImages | undefined;
  /** The day against which ends of support are held: `2026-11-21`. */
  today: string;
}
