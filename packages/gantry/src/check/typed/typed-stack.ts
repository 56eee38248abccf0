/** The stack of a `gantry.config.ts`, as the files that run without Gantry: rules look at these as at any others. */
export interface TypedStack {
  /** The config file, relative to the root with `/`. */
  readonly file: string;
  /** Names as they are printed: `compose.yaml`, `web.Dockerfile`. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

/** The files of typed stacks stand in a folder that has the config file's name, which no other folder can have. */
export const filesOf = ({ file, files }: TypedStack): Map<string, string> =>
  new Map(files.map(({ path, content }) => [`${file}/${path}`, content]));

/** The config file that a file was printed from; undefined for a file of the repository. */
export const configOf = (path: string, config: string | undefined): string | undefined =>
  config !== undefined && path.startsWith(`${config}/`) ? config : undefined;
