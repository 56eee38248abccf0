/** What a Compose file may cost. Far above any real file, and low enough that a hostile one ends in an error at once. */
export const limits = {
  /** Bytes of one file. */
  fileSize: 4 * 1024 * 1024,
  /** Tokens of one file's YAML: each costs about half a kilobyte while it is read. */
  tokens: 200_000,
  /** Levels of mappings and sequences inside each other. */
  depth: 64,
  /** Values of one file, after aliases are followed. */
  values: 200_000,
  /** Entries that short syntax such as a range of ports makes, in all files together. */
  expanded: 40_000,
  /** Services that extend each other in one chain. */
  extensions: 100,
  /** Files that are included, counted each time. */
  includes: 1_000,
} as const;
