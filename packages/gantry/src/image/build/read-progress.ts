/** What a line of a build's progress says of one target; without a target, of the build as a whole. */
export interface BuildNews {
  target?: string | undefined;
  /** What is being done now, such as `[build 3/5] RUN npm ci`. */
  step?: string;
  /** Lines that a step wrote. */
  output?: string;
  /** Steps that are done, of those known so far, and how many of these came from the cache. */
  progress?: { current: number; total: number; cached: number };
  /** The step that failed, and how. */
  failure?: { step: string; message: string };
}

interface Vertex {
  digest: string;
  name?: string;
  started?: string;
  completed?: string;
  cached?: boolean;
  error?: string;
}

interface SolveStatus {
  vertexes?: Vertex[];
  logs?: { vertex: string; data: string }[];
}

interface Step {
  target: string | undefined;
  name: string;
  done: boolean;
  cached: boolean;
}

/** Makes a function that reads the lines of `--progress=rawjson`, or of `--progress=plain` where a line is no JSON. */
export function createProgressReader(targets: readonly string[]): (line: string) => BuildNews[] {
  const split = createSplitter(targets);
  const steps = new Map<string, Step>();
  const readPlain = createPlainReader(split);
  const readVertex = ({ digest, name = "", started, completed, cached = false, error }: Vertex): BuildNews[] => {
    const { target, text } = split(name);
    steps.set(digest, { target, name: text, done: completed !== undefined, cached });
    if (isInternal(text)) steps.delete(digest);
    const news: BuildNews = { target };
    if (error) news.failure = { step: text, message: error };
    if (!isInternal(text)) {
      news.progress = countSteps(steps.values(), target);
      if (started !== undefined && completed === undefined) news.step = text;
    }
    return news.progress || news.failure ? [news] : [];
  };
  return (line) => {
    const message = parseStatus(line);
    if (!message) return readPlain(line);
    const output = (message.logs ?? []).map(
      ({ vertex, data }): BuildNews => ({
        target: steps.get(vertex)?.target,
        output: Buffer.from(data, "base64").toString("utf8"),
      }),
    );
    return [...(message.vertexes ?? []).flatMap(readVertex), ...output];
  };
}

function countSteps(steps: Iterable<Step>, target: string | undefined) {
  const own = [...steps].filter((step) => step.target === target);
  return {
    current: own.filter(({ done }) => done).length,
    total: own.length,
    cached: own.filter(({ cached }) => cached).length,
  };
}

const isInternal = (text: string): boolean => text.startsWith("[internal]") || text.startsWith("[auth]");

type Splitter = (name: string) => { target: string | undefined; text: string };

/** With several targets, bake puts the target's name first: `[web 2/3] RUN …`, `[web] exporting to image`. */
function createSplitter(targets: readonly string[]): Splitter {
  const [only] = targets;
  if (targets.length === 1) return (text) => ({ target: only, text });
  const known = new Set(targets);
  return (name) => {
    const [, target = "", inside, rest = ""] = /^\[(\S+?)(?: ([^\]]*))?\] (.*)$/s.exec(name) ?? [];
    if (!known.has(target)) return { target: undefined, text: name };
    return { target, text: inside === undefined ? rest : `[${inside}] ${rest}` };
  };
}

function parseStatus(line: string): SolveStatus | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    return undefined;
  }
}

/** `#7 [web 2/3] RUN npm ci` begins a step, `#7 1.204 added 12 packages` is what it wrote, `#7 CACHED` and `#7 DONE 0.3s` end it. */
function createPlainReader(split: Splitter): (line: string) => BuildNews[] {
  const steps = new Map<string, Step>();
  return (line) => {
    const [, id = "", text = ""] = /^(#\d+) (.*)$/.exec(line) ?? [];
    if (id === "") return /^\s*$/.test(line) ? [] : [{ output: `${line}\n` }];
    const step = steps.get(id);
    const { target, text: name } = split(text);
    if (name.startsWith("[") || (target !== undefined && !step)) {
      if (isInternal(name)) return [];
      steps.set(id, { target, name, done: false, cached: false });
      return [{ target, step: name }];
    }
    if (!step) return [];
    const output = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
    if (output !== undefined) return [{ target: step.target, output: `${output}\n` }];
    const error = /^ERROR: (.*)$/.exec(text)?.[1];
    if (error !== undefined) return [{ target: step.target, failure: { step: step.name, message: error } }];
    step.cached ||= text === "CACHED";
    step.done ||= step.cached || text.startsWith("DONE ");
    return step.done ? [{ target: step.target, progress: countSteps(steps.values(), step.target) }] : [];
  };
}
