import { docker } from "../test/lab/host/docker.ts";
import { engine } from "../test/lab/lab.ts";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { type Command, median, runTimed } from "./measure.ts";
import { formatRatio, formatSeconds, formatTable } from "./report.ts";
import { type BenchServer, startBenchServer } from "./ship/bench-server.ts";
import { buildImages, removeImages, scenarios } from "./ship/build-images.ts";
import { measureLayers } from "./ship/measure-layers.ts";
import { type ShapedLink, shapeLink } from "./ship/shaped-link.ts";

const rate = "20mbit";

/** Bringing images to a server over a slow link. */
export const ship: Benchmark = {
  summary: "ship images over 20 Mbit/s: against docker save | gzip | ssh docker load, and a registry",
  defaultRuns: 3,
  async run(options) {
    const { dockerHost: source } = await engine("28.5");
    await using server = await startBenchServer();
    await using link = await shapeLink(server.host, server.container, rate);
    try {
      const rows = await benchShip({ source, server, link }, options);
      const versionOf = async (host: string) =>
        (await docker(host, ["version", "--format", "{{.Server.Version}}"])).trim();
      const versions = {
        "Docker Engine here": await versionOf(source),
        "on the server": await versionOf(server.dockerHost),
      };
      return { versions, result: rows, table: formatShip(rows) };
    } finally {
      await removeImages(source);
    }
  },
};

const tools = ["gantry", "save", "registry"] as const;
type Tool = (typeof tools)[number];
const titles: Record<Tool, string> = {
  gantry: "gantry ship",
  save: "docker save, gzip, ssh docker load",
  registry: "push to a local registry, pull",
};

interface ShipRow {
  scenario: string;
  tool: Tool;
  /** Median in milliseconds. */
  milliseconds: number;
  /** Median of the bytes that went through the link to the server, headers of TCP and IP included. */
  bytes: number;
  /** What `gzip -6` makes of the missing layers, in bytes. */
  compressedMissing: number;
  /** Medians of Gantry's time and bytes over this tool's, run by run. */
  timeRatio: number;
  bytesRatio: number;
  runs: number;
}

interface Places {
  source: string;
  server: BenchServer;
  link: ShapedLink;
}

interface Transfer {
  milliseconds: number;
  bytes: number;
}

async function benchShip(places: Places, { root, runs, progress }: BenchmarkOptions): Promise<ShipRow[]> {
  const measured = new Map<string, Transfer[]>();
  let missing: number[] = [];
  for (let run = 0; run < runs; run++) {
    progress(`building, run ${run + 1} of ${runs}`);
    const images = await buildImages(places.source, root);
    if (run === 0) missing = await measureMissing(places.source, images);
    for (const tool of [...tools.slice(run % tools.length), ...tools.slice(0, run % tools.length)]) {
      await places.server.reset();
      for (const [index, image] of images.entries()) {
        progress(`${scenarios[index]?.title}: ${titles[tool]}, run ${run + 1} of ${runs}`);
        const key = `${index} ${tool}`;
        measured.set(key, [...(measured.get(key) ?? []), await transfer(tool, image, { places, root })]);
      }
    }
    await removeImages(places.source);
  }
  return scenarios.flatMap(({ title }, index) =>
    tools.map((tool) => {
      const own = measured.get(`${index} ${tool}`) ?? [];
      const gantry = measured.get(`${index} gantry`) ?? [];
      const ratio = (of: keyof Transfer) => median(gantry.map((each, at) => each[of] / (own[at]?.[of] ?? Number.NaN)));
      return {
        scenario: title,
        tool,
        milliseconds: median(own.map(({ milliseconds }) => milliseconds)),
        bytes: median(own.map(({ bytes }) => bytes)),
        compressedMissing: missing[index] ?? Number.NaN,
        timeRatio: ratio("milliseconds"),
        bytesRatio: ratio("bytes"),
        runs: own.length,
      };
    }),
  );
}

async function measureMissing(source: string, images: readonly string[]): Promise<number[]> {
  const sums: number[] = [];
  for (const [index, { missing }] of scenarios.entries()) {
    const layers = await measureLayers(source, images[index] ?? "");
    sums.push(missing(layers).reduce((sum, size) => sum + size, 0));
  }
  return sums;
}

/** Brings an image to the server, and proves that it is the source's. */
async function transfer(
  tool: Tool,
  image: string,
  { places, root }: { places: Places; root: string },
): Promise<Transfer> {
  const { source, server, link } = places;
  const before = await link.sent();
  const { milliseconds } = await runTimed(commandOf(tool, image, { places, root }));
  const bytes = (await link.sent()) - before;
  const ids = await Promise.all(
    [source, server.dockerHost].map((host) => docker(host, ["image", "inspect", "--format={{.Id}}", image])),
  );
  if (ids[0] !== ids[1]) throw new Error(`${titles[tool]} brought another image than ${image}`);
  return { milliseconds, bytes };
}

function commandOf(
  tool: Tool,
  image: string,
  { places: { source, server }, root }: { places: Places; root: string },
): Command {
  const { sshHost, sshConfig, registry } = server;
  const env = { DOCKER_HOST: source, GANTRY_SSH_CONFIG: sshConfig };
  const run = (script: string, ...operands: string[]): Command => ({
    argv: ["bash", "-euo", "pipefail", "-c", script, "bash", ...operands],
    env,
  });
  switch (tool) {
    case "gantry":
      return { argv: [process.execPath, `${root}/packages/gantry/dist/cli.js`, "ship", image, "--to", sshHost], env };
    case "save":
      return run(`docker save "$1" | gzip | ssh -F "$2" "$3" docker load`, image, sshConfig, sshHost);
    case "registry": {
      const script = `docker tag "$1" "$2"; docker push --quiet "$2"; ssh -F "$4" "$5" "docker pull --quiet $3; docker tag $3 $1"`;
      return run(script, image, `${registry.near}/${image}`, `${registry.far}/${image}`, sshConfig, sshHost);
    }
  }
}

function formatShip(rows: readonly ShipRow[]): string {
  const table = formatTable(
    ["on the server", "tool", "time", "Gantry's of it", "bytes on the wire", "Gantry's of them", "runs"],
    rows.map(({ scenario, tool, milliseconds, bytes, timeRatio, bytesRatio, runs }) => [
      scenario,
      titles[tool],
      formatSeconds(milliseconds),
      tool === "gantry" ? "" : formatRatio(timeRatio),
      formatKilobytes(bytes),
      tool === "gantry" ? "" : formatRatio(bytesRatio),
      String(runs),
    ]),
  );
  const limits = rows
    .filter(({ tool }) => tool === "gantry")
    .map(({ scenario, bytes, compressedMissing }) => {
      const share = formatRatio(bytes / (1.05 * compressedMissing + 65_536));
      return `${scenario}: ${formatKilobytes(compressedMissing)} of missing layers, ${share} of the limit`;
    });
  return `${table}\n\nGantry's bytes against 1.05 × what \`gzip -6\` makes of the missing layers + 64 KiB: ${limits.join("; ")}.`;
}

const formatKilobytes = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
