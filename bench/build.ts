import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectFacts } from "../packages/gantry/src/image/detect/detect-facts.ts";
import { renderRecipe } from "../packages/gantry/src/image/recipes/render-recipe.ts";
import { caBundle } from "../test/lab/ca-bundle.ts";
import { engine, ensureLab } from "../test/lab/lab.ts";
import { dockerConfig } from "../test/lab/tools.ts";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { forgetBuildsSince, listBuildCache } from "./build/build-cache.ts";
import { type BuildSubject, subjects } from "./build/subjects.ts";
import { median, runTimed } from "./measure.ts";
import { formatMegabytes, formatRatio, formatSeconds, formatTable } from "./report.ts";

const makers = ["document", "gantry"] as const;
type Maker = (typeof makers)[number];
const steps = ["cold", "source", "dependency"] as const;
type Step = (typeof steps)[number];

interface BuildRow {
  subject: string;
  maker: Maker;
  /** Bytes of all layers. */
  size: number;
  /** Medians in milliseconds, of the steps that the subject has. */
  times: Partial<Record<Step, number>>;
  /** Medians of Gantry's time over the document's, run by run. */
  ratios: Partial<Record<Step, number>>;
  runs: number;
}

/** Building by a recipe, against the documents' own Dockerfiles. */
export const build: Benchmark = {
  summary: "build images by recipe: against the Dockerfiles of the five documents",
  defaultRuns: 3,
  async run(options) {
    const rows: BuildRow[] = [];
    const { dockerHost } = await engine("28.5");
    const environment = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig(), DOCKER_BUILDKIT: "1" };
    const cached = await listBuildCache(environment);
    try {
      for (const subject of subjects) rows.push(...(await measureSubject(subject, environment, options)));
    } finally {
      await forgetBuildsSince(cached, environment);
    }
    const read = async (argv: [string, ...string[]]) => (await runTimed({ argv, env: environment })).output.trim();
    return {
      versions: {
        "Docker Engine": await read(["docker", "version", "--format", "{{.Server.Version}}"]),
        buildx: (await read(["docker", "buildx", "version"])).split(" ")[1] ?? "",
      },
      result: rows,
      table: formatBuild(rows),
    };
  },
};

type Environment = Readonly<Record<string, string>>;

async function measureSubject(
  subject: BuildSubject,
  environment: Environment,
  { root, runs, progress }: BenchmarkOptions,
): Promise<BuildRow[]> {
  await ensureLab({ parts: ["host", "tools", "28.5"], images: subject.images });
  if (subject.base) {
    const { tag, folder } = subject.base;
    progress(`${subject.title}: base`);
    const context = join(root, "test/fixtures/apps", subject.source, folder);
    await runTimed({ argv: ["docker", "buildx", "build", "--load", "--quiet", "-t", tag, context], env: environment });
  }
  const sizes: Record<Maker, number> = { document: 0, gantry: 0 };
  const times: Record<Maker, Record<Step, number[]>> = {
    document: { cold: [], source: [], dependency: [] },
    gantry: { cold: [], source: [], dependency: [] },
  };
  for (let run = 0; run < runs; run++) {
    for (const maker of run % 2 === 0 ? makers : makers.toReversed()) {
      // Two subjects may have the same sources: what one built must not be in the cache for the other.
      const mark = `${process.pid}-${subject.document}-${run}-${maker}`;
      const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
      const tag = `gantry-bench/build-${mark}`;
      const buildOnce = async (step: Step, flags: string[] = []) => {
        progress(`${subject.title}: ${maker}, ${step}, run ${run + 1} of ${runs}`);
        const { milliseconds } = await runTimed({
          argv: ["docker", "buildx", "build", "--load", "--quiet", ...flags, ...secretFlags(), "-t", tag].concat([
            "-f",
            join(folder, "Dockerfile"),
            join(folder, "source"),
          ]) as [string, ...string[]],
          env: environment,
        });
        times[maker][step].push(milliseconds);
      };
      try {
        const source = join(folder, "source");
        await cp(join(root, "test/fixtures/apps", subject.source), source, { recursive: true });
        await subject.makeUnique?.(source, mark);
        await writeDockerfile(subject, maker, { root, folder, source, mark });
        await buildOnce("cold", ["--no-cache"]);
        sizes[maker] = await readSize(tag, environment);
        if (subject.changeSource) {
          await subject.changeSource(source, mark);
          await buildOnce("source");
        }
        if (subject.changeDependency) {
          await subject.changeDependency(source);
          await buildOnce("dependency");
        }
      } finally {
        await runTimed({ argv: ["docker", "image", "rm", "--force", tag], env: environment }).catch(() => {});
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
  const measured = steps.filter((step) => times.document[step].length > 0);
  const each = (value: (step: Step) => number): Partial<Record<Step, number>> =>
    Object.fromEntries(measured.map((step) => [step, value(step)]));
  const ratios = each((step) =>
    median(times.gantry[step].map((time, run) => time / (times.document[step][run] ?? Number.NaN))),
  );
  return makers.map((maker) => ({
    subject: subject.title,
    maker,
    size: sizes[maker],
    times: each((step) => median(times[maker][step])),
    ratios,
    runs,
  }));
}

function secretFlags(): string[] {
  const ca = caBundle();
  return ca === undefined ? [] : ["--secret", `id=ca,src=${ca}`];
}

interface Place {
  root: string;
  folder: string;
  source: string;
  mark: string;
}

/** Beside the sources, not among them, with the ignore file that BuildKit looks for first. */
async function writeDockerfile(
  subject: BuildSubject,
  maker: Maker,
  { root, folder, source, mark }: Place,
): Promise<void> {
  const files = maker === "gantry" ? await renderFor(subject, source) : await readDocument(subject, root);
  // Download caches outlive --no-cache: caches of this run's own make a cold build cold.
  const dockerfile = files.dockerfile.replaceAll(/--mount=type=cache,(?:id=([^,\s]+),)?/g, (_, id = "cache") => {
    return `--mount=type=cache,id=${id}-${mark},`;
  });
  await writeFile(join(folder, "Dockerfile"), dockerfile);
  await writeFile(join(folder, "Dockerfile.dockerignore"), files.dockerignore);
}

async function renderFor({ recipe }: BuildSubject, context: string) {
  const place = { path: "bench", context, environment: [], secrets: [], ca: caBundle() !== undefined };
  return renderRecipe(await detectFacts(recipe, place));
}

async function readDocument({ document }: BuildSubject, root: string) {
  const file = join(root, "bench/build", document);
  return {
    dockerfile: await readFile(`${file}.Dockerfile`, "utf8"),
    dockerignore: await readFile(`${file}.dockerignore`, "utf8").catch(() => ""),
  };
}

async function readSize(tag: string, environment: Environment): Promise<number> {
  const argv = ["docker", "image", "inspect", "--format", "{{.Size}}", tag] as const;
  return Number((await runTimed({ argv: [...argv], env: environment })).output.trim());
}

function formatBuild(rows: readonly BuildRow[]): string {
  return formatTable(
    ["application", "Dockerfile", "image", "cold", "a line changed", "a dependency added", "runs"],
    rows.map(({ subject, maker, size, times, ratios, runs }) => [
      subject,
      maker === "gantry" ? "Gantry's" : "the document's",
      formatMegabytes(size),
      ...steps.map((step) => {
        const [time, ratio] = [times[step], ratios[step]];
        if (time === undefined || ratio === undefined) return "";
        return maker === "gantry" ? `${formatSeconds(time)} (${formatRatio(ratio)})` : formatSeconds(time);
      }),
      String(runs),
    ]),
  );
}
