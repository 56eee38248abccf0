/** What a line of a build's progress says. */
export interface BuildNews {
  /** What is being done, such as `[build 3/5] RUN npm ci`. */
  step?: string;
  /** Lines that a step wrote. */
  output?: string;
  /** Steps that are done, of those known so far. */
  progress?: { current: number; total: number };
}

/** Reads the lines of `--progress=rawjson`, or of `--progress=plain` where a line is no JSON. */
export function createBuildProgress(): (line: string) => BuildNews {
  const steps = new Map<string, { name: string; done: boolean }>();
  return (line) => {
    const message = parseStatus(line);
    if (!message) return readPlainLine(line);
    const news: BuildNews = {};
    for (const { digest, name = "", started, completed, error } of message.vertexes ?? []) {
      if (name.startsWith("[internal]")) continue;
      steps.set(digest, { name, done: completed !== undefined });
      if (started !== undefined && completed === undefined) news.step = name;
      if (error) news.output = `${news.output ?? ""}${name}: ${error}\n`;
    }
    if (message.vertexes) {
      news.progress = { current: [...steps.values()].filter(({ done }) => done).length, total: steps.size };
    }
    for (const { data } of message.logs ?? []) {
      news.output = (news.output ?? "") + Buffer.from(data, "base64").toString("utf8");
    }
    return news;
  };
}

interface SolveStatus {
  vertexes?: { digest: string; name?: string; started?: string; completed?: string; error?: string }[];
  logs?: { data: string }[];
}

function parseStatus(line: string): SolveStatus | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    return undefined;
  }
}

/** `#7 [2/3] RUN npm ci` begins a step; `#7 1.204 added 12 packages` is what it wrote. */
function readPlainLine(line: string): BuildNews {
  const step = /^#\d+ (\[(?!internal).*)$/.exec(line)?.[1];
  const output = /^#\d+ \d+\.\d+ (.*)$/.exec(line)?.[1];
  if (step) return { step };
  if (output !== undefined) return { output: `${output}\n` };
  return /^#\d+|^\s*$/.test(line) ? {} : { output: `${line}\n` };
}
