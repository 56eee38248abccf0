export interface BenchmarkOptions {
  /** The repository. */
  root: string;
  runs: number;
  progress: (line: string) => void;
}

export interface BenchmarkOutcome {
  /** Of the tools that were measured, by name. */
  versions: Record<string, string>;
  /** The raw figures, for `bench/results/`. */
  result: unknown;
  /** Markdown, for the terminal and docs/benchmarks.md. */
  table: string;
}

/** Something that is measured side by side, in one run. */
export interface Benchmark {
  /** One line, for the usage. */
  summary: string;
  defaultRuns: number;
  /** The page that has its section. @default docs/benchmarks.md */
  page?: string;
  run(options: BenchmarkOptions): Promise<BenchmarkOutcome>;
}
