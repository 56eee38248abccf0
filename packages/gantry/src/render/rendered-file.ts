/** A file of the rendered stack. */
export interface RenderedFile {
  /** Relative to the folder that the files are written to, such as `compose.yaml`. */
  path: string;
  content: string;
}
