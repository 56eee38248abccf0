import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { generateRepository } from "./check/generate-repository.ts";
import { besideLargeFile, fillFile, largeFiles } from "./check/large-files.ts";
import { type Command, median, type Run, runTimed } from "./measure.ts";
import { formatMegabytes, formatRatio, formatSeconds, formatTable } from "./report.ts";

const dclint = "dclint@3.1.0";

/** How long a check takes: against dclint on the same Compose files, against bare node, and by the number of files. */
export const check: Benchmark = {
  summary: "how long a check takes: against dclint, against bare node, by the number of files",
  defaultRuns: 5,
  async run({ root, runs, progress }) {
    const folder = await mkdtemp(join(tmpdir(), "gantry-bench-check-"));
    try {
      const gantry = join(root, "packages/gantry/dist/cli.js");
      progress(`installing ${dclint}`);
      await runTimed({ argv: ["npm", "install", "--silent", "--no-save", "--prefix", folder, dclint] });
      const place = { folder, gantry, runs, progress };
      const rival = await benchRival(place);
      const ordinary = await benchOrdinary(place, join(root, "examples/everyskill"));
      const growth = await benchGrowth(place);
      const large = await benchLarge(place);
      const versions = { dclint: dclint.split("@")[1] ?? "" };
      return { versions, result: { rival, ordinary, growth, large }, table: format(rival, ordinary, growth, large) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Place {
  folder: string;
  gantry: string;
  runs: number;
  progress: (line: string) => void;
}

interface Measure {
  /** Median, in milliseconds. */
  milliseconds: number;
  /** The most that any run had, in bytes. */
  peakMemory: number;
}

interface Pair {
  gantry: Measure;
  other: Measure;
  /** Median of the other's time over Gantry's, pair by pair. */
  ratio: number;
}

/** Both report what they find with exit code 1. */
const findings = [0, 1];

const checkIn = ({ gantry }: Place, cwd: string): Command => ({
  argv: [process.execPath, gantry, "check"],
  cwd,
  exitCodes: findings,
});

/** 200 Compose files and 200 Dockerfiles; dclint reads the Compose files. */
async function benchRival(place: Place): Promise<Pair> {
  const cwd = join(place.folder, "rival");
  await generateRepository(cwd, 200);
  const binary = join(place.folder, "node_modules/dclint");
  const { bin } = JSON.parse(await readFile(join(binary, "package.json"), "utf8"));
  const script = join(binary, typeof bin === "string" ? bin : bin.dclint);
  const other: Command = { argv: [process.execPath, script, "-r", "."], cwd, exitCodes: findings };
  place.progress(`200 + 200 files: ${place.runs} pairs`);
  return comparePairs(checkIn(place, cwd), other, place.runs);
}

/** An application as people have it. The stack's config is left out: to load it is another matter. */
async function benchOrdinary(place: Place, example: string): Promise<Pair> {
  const cwd = join(place.folder, "ordinary");
  await cp(example, cwd, { recursive: true, filter: (path) => !path.endsWith("gantry.config.ts") });
  place.progress(`an ordinary repository: ${place.runs * 3} pairs`);
  return comparePairs(checkIn(place, cwd), { argv: [process.execPath, "-e", "0"] }, place.runs * 3);
}

async function benchGrowth(place: Place): Promise<(Measure & { files: number })[]> {
  const rows = [];
  for (const files of [10, 100, 1000]) {
    const cwd = join(place.folder, `growth-${files}`);
    await mkdir(cwd);
    await generateRepository(cwd, files / 2);
    place.progress(`${files} files: ${place.runs} runs`);
    const all: Run[] = [];
    for (let run = 0; run < place.runs; run++) all.push(await runTimed(checkIn(place, cwd)));
    rows.push({ files, ...summarize(all) });
  }
  return rows;
}

interface Large {
  file: string;
  /** Of 100 KB, and of 1 MB. */
  small: Measure;
  large: Measure;
}

/** One file of a tenth of the largest size that is looked at, and one of nearly that size. */
async function benchLarge(place: Place): Promise<Large[]> {
  const rows: Large[] = [];
  for (const [index, large] of largeFiles.entries()) {
    const measure = async (size: number): Promise<Measure> => {
      const cwd = join(place.folder, `large-${index}-${size}`);
      await mkdir(cwd);
      await writeFile(join(cwd, "compose.yaml"), besideLargeFile);
      await writeFile(join(cwd, large.file), fillFile(large, size));
      const all: Run[] = [];
      for (let run = 0; run < place.runs; run++) all.push(await runTimed(checkIn(place, cwd)));
      return summarize(all);
    };
    place.progress(`one large ${large.file}: ${place.runs} runs each`);
    rows.push({ file: large.file, small: await measure(100_000), large: await measure(1_000_000) });
  }
  return rows;
}

async function comparePairs(gantry: Command, other: Command, runs: number): Promise<Pair> {
  const pairs: { gantry: Run; other: Run }[] = [];
  for (let run = -1; run < runs; run++) {
    const pair = { gantry: await runTimed(gantry), other: await runTimed(other) };
    if (run >= 0) pairs.push(pair); // The first pair warms the file cache.
  }
  return {
    gantry: summarize(pairs.map((pair) => pair.gantry)),
    other: summarize(pairs.map((pair) => pair.other)),
    ratio: median(pairs.map((pair) => pair.other.milliseconds / pair.gantry.milliseconds)),
  };
}

const summarize = (runs: readonly Run[]): Measure => ({
  milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
  peakMemory: Math.max(...runs.map(({ peakMemory }) => peakMemory)),
});

function format(
  rival: Pair,
  ordinary: Pair,
  growth: readonly (Measure & { files: number })[],
  large: readonly Large[],
): string {
  const row = (what: string, tool: string, { milliseconds, peakMemory }: Measure, ratio = "") => [
    what,
    tool,
    formatSeconds(milliseconds),
    formatMegabytes(peakMemory),
    ratio,
  ];
  const whole = "200 Compose files and 200 Dockerfiles";
  const one = "an ordinary repository (EverySkill)";
  const byNumber = growth.map((each) => row(`${each.files} files`, "gantry check", each));
  const [least, most] = [growth[0], growth.at(-1)];
  const slope = least && most ? (most.milliseconds - least.milliseconds) / (most.files - least.files) : Number.NaN;
  return [
    formatTable(
      ["repository", "tool", "median", "peak memory", "against Gantry"],
      [
        row(whole, "gantry check", rival.gantry),
        row(whole, "dclint -r", rival.other, formatRatio(rival.ratio)),
        row(one, "gantry check", ordinary.gantry),
        row(one, "`node -e 0`", ordinary.other, formatRatio(ordinary.ratio)),
        ...byNumber,
      ],
    ),
    "",
    `Bare node's time is ${formatRatio(ordinary.ratio)} of Gantry's, which is ${formatRatio(1 / ordinary.ratio)} times as long. Each further file takes ${slope.toFixed(2)} ms.`,
    "",
    formatTable(
      ["one large file", "100 KB", "1 MB", "times as long", "peak memory"],
      large.map(({ file, small, large: tenfold }) => [
        file,
        formatSeconds(small.milliseconds),
        formatSeconds(tenfold.milliseconds),
        formatRatio(tenfold.milliseconds / small.milliseconds),
        formatMegabytes(tenfold.peakMemory),
      ]),
    ),
  ].join("\n");
}
