import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connectEngine } from "../packages/gantry/src/engine/connect-engine.ts";
import { removeState } from "../packages/gantry/src/release/state/remove-state.ts";
import { engine as labEngine } from "../test/lab/lab.ts";
import type { Benchmark } from "./benchmark.ts";
import { type BenchContext, openContext } from "./context.ts";
import { formatOverSsh, measureOverSsh } from "./deploy/over-ssh.ts";
import { type Command, median, runTimed } from "./measure.ts";
import { formatRatio, formatSeconds, formatTable } from "./report.ts";

/** Replacing a version under load. */
export const deploy: Benchmark = {
  summary: "replace a version under load: against docker compose up, and against scaling up and stopping",
  defaultRuns: 3,
  async run({ root, runs, progress }) {
    const context = await openContext(root, progress);
    const { ip } = await labEngine("28.5");
    const rows: DeployRow[] = [];
    const measured = new Map<Procedure, Measured[]>();
    for (let run = 0; run < runs; run++) {
      for (const procedure of run % 2 === 0 ? procedures : procedures.toReversed()) {
        progress(`${procedure.title}, run ${run + 1} of ${runs}`);
        measured.set(procedure, [...(measured.get(procedure) ?? []), await measure(procedure, context, ip)]);
      }
    }
    const reference = measured.get(scaleUp) ?? [];
    for (const procedure of procedures) rows.push(toRow(procedure, measured.get(procedure) ?? [], reference));
    const overSsh = await measureOverSsh(runs, progress);
    const table = `${formatDeploy(rows)}\n\n${formatOverSsh(overSsh)}`;
    return { versions: context.versions, result: { replacements: rows, overSsh }, table };
  },
};

const project = "gantry-bench-deploy";
const port = 18_290;

interface Place {
  context: BenchContext;
  directory: string;
  ip: string;
}

interface Procedure {
  title: string;
  proxy: "Caddy" | "nginx";
  replicas: number;
  /** How often the version is replaced in a run. */
  replacements: number;
  up(place: Place): Command;
  replace(place: Place, version: string): Command;
}

interface Tally {
  requests: number;
  failures: string[];
  idleResets: number;
  posted: string[];
}

interface Measured {
  /** Of a replacement, the median of the run's. */
  milliseconds: number;
  tally: Tally;
  /** POSTs that were answered and are not there, and those that are there twice. */
  lost: number;
  doubled: number;
}

interface DeployRow {
  procedure: string;
  proxy: string;
  replicas: number;
  /** Median, in milliseconds. */
  milliseconds: number;
  /** Median of the ratios to scaling up, run by run. */
  ratio: number;
  requests: number;
  failed: number;
  idleResets: number;
  lostPosts: number;
  doubledPosts: number;
  /** In all runs. */
  replacements: number;
}

const withVersion = ({ context }: Place, version: string) => ({ ...context.environment, VERSION: version });

// The engine is in a container of the lab: its ports are not this machine's, where the smoke request would ask.
function gantry(flags: readonly string[], proxy: Procedure["proxy"], replicas: number): Procedure {
  const command = (place: Place, version: string): Command => ({
    argv: [
      process.execPath,
      place.context.gantry,
      "-p",
      project,
      "-e",
      "production",
      "deploy",
      "--yes",
      "--no-smoke",
      ...flags,
    ],
    cwd: place.directory,
    env: withVersion(place, version),
  });
  return {
    title: ["gantry deploy", ...flags].join(" "),
    ...{ proxy, replicas, replacements: 5, up: (place) => command(place, "1"), replace: command },
  };
}

function script(title: string, file: string): Procedure {
  const compose = ({ context }: Place) => ({ COMPOSE: context.compose, COMPOSE_PROJECT_NAME: project });
  return {
    ...{ title, proxy: "Caddy", replicas: 1, replacements: 1 },
    up: (place) => ({
      argv: [place.context.compose, "-p", project, "up", "-d", "--wait"],
      ...{ cwd: place.directory, env: withVersion(place, "1") },
    }),
    replace: (place, version) => ({
      argv: ["sh", join(place.context.root, "bench/deploy", file)],
      cwd: place.directory,
      env: { ...withVersion(place, version), ...compose(place), ADDRESS: `http://${place.ip}:${port}/` },
    }),
  };
}

const scaleUp = script("scale up, then stop the old ones", "scale-up.sh");

const procedures: readonly Procedure[] = [
  gantry(["--watch", "1s"], "Caddy", 1),
  gantry([], "Caddy", 1),
  gantry(["--watch", "1s"], "Caddy", 3),
  gantry(["--watch", "1s", "--drain", "4s"], "nginx", 1),
  gantry(["--watch", "1s"], "nginx", 1),
  scaleUp,
  script("docker compose up -d --no-deps; sleep 30; curl", "recreate.sh"),
];

async function measure(procedure: Procedure, context: BenchContext, ip: string): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  const place = { context, directory, ip };
  const down = () =>
    runTimed({
      argv: [context.compose, "-p", project, "down", "--volumes", "--remove-orphans"],
      env: { ...context.environment },
      cwd: directory,
    });
  try {
    await writeStack(procedure, place);
    await runTimed(procedure.up(place));
    const load = await startLoad(place);
    await delay(2000);
    const times: number[] = [];
    for (let version = 2; version < 2 + procedure.replacements; version++) {
      times.push((await runTimed(procedure.replace(place, String(version)))).milliseconds);
      await delay(2000);
    }
    const tally = await load();
    for (const failure of tally.failures.slice(0, 5)) context.progress(`failed: ${failure}`);
    const kept = (await (await fetch(`http://${ip}:${port}/orders`, { headers: { host: "shop.test" } })).text())
      .split("\n")
      .filter(Boolean);
    const distinct = new Set(kept);
    const lost = tally.posted.filter((posted) => !distinct.has(posted)).length;
    return { milliseconds: median(times), tally, lost, doubled: kept.length - distinct.size };
  } finally {
    await down();
    await using engine = await connectEngine({ host: context.environment["DOCKER_HOST"] });
    await removeState(engine, project);
    await rm(directory, { recursive: true });
  }
}

/** Clients in a process of their own; resolves once every kind of request was answered. Returns how to end them. */
async function startLoad({ context, ip }: Place): Promise<() => Promise<Tally>> {
  const file = join(context.root, "test/e2e/deploy/load.mjs");
  const child: ChildProcess = spawn(process.execPath, [file, ip, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = once(child, "close");
  if (child.stdout) await once(child.stdout, "data");
  return async () => {
    child.stdin?.end();
    await ended;
    return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
  };
}

const configurations = {
  Caddy: ":80 {\n\treverse_proxy web:3000\n}\n",
  nginx: `events {}
http {
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  server {
    listen 80;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_buffering off;
    location / { proxy_pass http://web:3000; }
  }
}
`,
};

/** One description for all procedures, with its files inside: the engine does not see this machine's. The health check's times are those of a real deployment; the service is ready within a second. */
async function writeStack({ proxy, replicas }: Procedure, { context, directory }: Place): Promise<void> {
  const check = "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1))";
  const target = proxy === "Caddy" ? "/etc/caddy/Caddyfile" : "/etc/nginx/nginx.conf";
  const stack = {
    services: {
      web: {
        image: "node:22-alpine",
        command: ["node", "/app/app.mjs"],
        environment: { VERSION: "${VERSION:-0}" },
        configs: [{ source: "app", target: "/app/app.mjs" }],
        volumes: ["records:/records"],
        stop_grace_period: "15s",
        scale: replicas,
        healthcheck: { test: ["CMD", "node", "-e", check], interval: "10s", start_period: "30s", timeout: "5s" },
      },
      proxy: {
        image: proxy === "Caddy" ? "caddy:2" : "nginx:alpine",
        ports: [`${port}:80`],
        configs: [{ source: "proxy", target }],
      },
    },
    configs: {
      app: { content: escapeDollars(await readFile(join(context.root, "test/e2e/deploy/app.mjs"), "utf8")) },
      proxy: { content: escapeDollars(configurations[proxy]) },
    },
    volumes: { records: {} },
    "x-gantry": { routes: [{ host: "shop.test", service: "web", port: 3000 }], environments: { production: {} } },
  };
  await writeFile(join(directory, "compose.yaml"), JSON.stringify(stack));
}

/** As Compose files spell a dollar that starts no variable. */
function escapeDollars(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function toRow(
  { title, proxy, replicas, replacements }: Procedure,
  measured: readonly Measured[],
  reference: readonly Measured[],
): DeployRow {
  const sum = (value: (each: Measured) => number) => measured.reduce((total, each) => total + value(each), 0);
  return {
    ...{ procedure: title, proxy, replicas },
    milliseconds: median(measured.map(({ milliseconds }) => milliseconds)),
    ratio: median(measured.map(({ milliseconds }, run) => milliseconds / (reference[run]?.milliseconds ?? Number.NaN))),
    requests: sum(({ tally }) => tally.requests),
    failed: sum(({ tally }) => tally.failures.length),
    idleResets: sum(({ tally }) => tally.idleResets),
    lostPosts: sum(({ lost }) => lost),
    doubledPosts: sum(({ doubled }) => doubled),
    replacements: measured.length * replacements,
  };
}

function formatDeploy(rows: readonly DeployRow[]): string {
  return formatTable(
    [
      "procedure",
      "proxy",
      "replicas",
      "time",
      "of scaling up",
      "requests",
      "failed",
      "idle resets",
      "POSTs lost",
      "POSTs doubled",
      "replacements",
    ],
    rows.map((row) => [
      row.procedure,
      row.proxy,
      String(row.replicas),
      formatSeconds(row.milliseconds),
      formatRatio(row.ratio),
      String(row.requests),
      String(row.failed),
      String(row.idleResets),
      String(row.lostPosts),
      String(row.doubledPosts),
      String(row.replacements),
    ]),
  );
}
