import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { containerName } from "../../lab/engines/engine-spec.ts";
import { engineSocket, ensureEngine, removeEngine } from "../../lab/engines/ensure-engine.ts";
import { docker, tryDocker } from "../../lab/host/docker.ts";
import { composeBinary, engine, images, server } from "../../lab/lab.ts";
import { runCommand, tryCommand } from "../../lab/run-command.ts";

const label = `gantry.e2e.lab=${process.pid}`;
let host: string;

beforeAll(async () => {
  host = (await engine("host")).dockerHost;
});

afterAll(async () => {
  const ids = (await docker(host, ["ps", "--all", "--quiet", `--filter=label=${label}`])).split("\n").filter(Boolean);
  if (ids.length > 0) await docker(host, ["rm", "--force", "--volumes", ...ids]);
});

/** Starts a container that lives until the end of this file. */
async function start(image: string, options: readonly string[] = [], command: readonly string[] = []): Promise<string> {
  return (await docker(host, ["run", "--detach", `--label=${label}`, ...options, image, ...command])).trim();
}

/** Runs a command in a container of its own, which is gone afterwards. */
function run(image: string, command: readonly string[], options: readonly string[] = []) {
  return tryDocker(host, ["run", "--rm", `--label=${label}`, ...options, image, ...command]);
}

/** Repeats a command in a container until it succeeds, each attempt being a round trip of some 100 ms. */
async function execUntilItSucceeds(id: string, command: readonly string[]): Promise<string> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { exitCode, stdout } = await tryDocker(host, ["exec", id, ...command]);
    if (exitCode === 0) return stdout;
    if (performance.now() > deadline) throw new Error(`${command.join(" ")} never succeeded: ${await readLogs(id)}`);
  }
}

async function readLogs(id: string): Promise<string> {
  const { stdout, stderr } = await tryDocker(host, ["logs", id]);
  return stdout + stderr;
}

/** Who runs process 1. Not every image has ps. */
async function readUser(id: string): Promise<string> {
  return (await docker(host, ["exec", id, "stat", "--format=%U", "/proc/1"])).trim();
}

describe.each(["postgres:17", "postgres:17-alpine", "pgvector/pgvector:pg17"])("%s", (image) => {
  test("refuses to start without a password, and says which variable is missing", async () => {
    const { exitCode, stderr } = await run(image, []);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("POSTGRES_PASSWORD");
  });
});

describe("postgres", () => {
  test("makes user and database, asks for the password over the network, and serves as an unprivileged user", async () => {
    const id = await start("postgres:17", [
      "--env=POSTGRES_USER=shop",
      "--env=POSTGRES_PASSWORD=s3cret",
      "--env=POSTGRES_DB=orders",
    ]);
    const query = (password: string) => [
      "env",
      `PGPASSWORD=${password}`,
      "psql",
      "-h",
      "127.0.0.1",
      "-Atc",
      "SELECT current_user || ' ' || current_database()",
      "-U",
      "shop",
      "orders",
    ];
    // Over TCP, so that the first server of the set-up, which listens on the socket alone, is not taken for the ready one.
    expect((await execUntilItSucceeds(id, ["pg_isready", "-h", "127.0.0.1"])).trim()).toContain("accepting");
    expect((await docker(host, ["exec", id, ...query("s3cret")])).trim()).toBe("shop orders");
    // pg_hba.conf trusts the container's own loopback, as the official image's does; another address is asked for the password.
    const wrong = ["sh", "-c", 'PGPASSWORD=wrong psql -h "$(hostname -i)" -U shop orders -c "SELECT 1"'];
    expect((await tryDocker(host, ["exec", id, ...wrong])).exitCode).not.toBe(0);
    const right = ["sh", "-c", 'PGPASSWORD=s3cret psql -h "$(hostname -i)" -U shop orders -Atc "SELECT 1"'];
    expect((await docker(host, ["exec", id, ...right])).trim()).toBe("1");
    expect(await readUser(id)).toBe("postgres");
  });

  test("keeps its data, and its password, when it starts again on the same volume", async () => {
    const id = await start("postgres:17", ["--env=POSTGRES_PASSWORD=first"]);
    await execUntilItSucceeds(id, ["pg_isready", "-h", "127.0.0.1"]);
    await docker(host, ["exec", id, "psql", "-U", "postgres", "-c", "CREATE TABLE kept (x int)"]);
    await docker(host, ["restart", id]);
    await execUntilItSucceeds(id, ["pg_isready", "-h", "127.0.0.1"]);
    await docker(host, ["exec", id, "psql", "-U", "postgres", "-c", "SELECT * FROM kept"]);
    expect(await readLogs(id)).toContain("Skipping initialization");
  });

  test("reads the password from a file, and runs the scripts of its set-up folder", async () => {
    const prepare = [
      "mkdir -p /docker-entrypoint-initdb.d",
      "echo 'CREATE TABLE made (x int);' > /docker-entrypoint-initdb.d/1.sql",
      'echo \'psql -U "$POSTGRES_USER" -c "INSERT INTO made VALUES (7)"\' > /docker-entrypoint-initdb.d/2.sh',
      "echo from-file > /run/password",
      "exec docker-entrypoint.sh postgres",
    ];
    const options = ["--env=POSTGRES_PASSWORD_FILE=/run/password", "--entrypoint=bash"];
    const id = await start("postgres:17", options, ["-c", prepare.join("\n")]);
    await execUntilItSucceeds(id, ["pg_isready", "-h", "127.0.0.1"]);
    expect((await docker(host, ["exec", id, "psql", "-U", "postgres", "-Atc", "SELECT x FROM made"])).trim()).toBe("7");
    const query = ["sh", "-c", 'PGPASSWORD=from-file psql -h "$(hostname -i)" -U postgres -Atc "SELECT 1"'];
    expect((await docker(host, ["exec", id, ...query])).trim()).toBe("1");
  });

  test("pgvector's image can create the extension", async () => {
    const id = await start("pgvector/pgvector:pg17", ["--env=POSTGRES_HOST_AUTH_METHOD=trust"]);
    await execUntilItSucceeds(id, ["pg_isready", "-h", "127.0.0.1"]);
    const sql = "CREATE EXTENSION vector; SELECT '[1,2]'::vector <-> '[1,3]'";
    expect(await docker(host, ["exec", id, "psql", "-U", "postgres", "-Atc", sql])).toContain("1");
  });
});

describe.each(["redis:8", "redis:8-alpine", "redis:7-alpine"])("%s", (image) => {
  test("answers other containers without a password, as the user redis", async () => {
    const id = await start(image);
    await execUntilItSucceeds(id, ["redis-cli", "ping"]);
    const ping = ["sh", "-c", 'redis-cli -h "$(hostname -i)" ping'];
    expect((await docker(host, ["exec", id, ...ping])).trim()).toBe("PONG");
    expect(await readUser(id)).toBe("redis");
  });
});

test("redis keeps the options of its command line", async () => {
  const id = await start("redis:8", [], ["--maxmemory", "64mb", "--requirepass", "x"]);
  await execUntilItSucceeds(id, ["redis-cli", "-a", "x", "ping"]);
  const answer = await docker(host, ["exec", id, "redis-cli", "-a", "x", "config", "get", "maxmemory"]);
  expect(answer).toContain(String(64 * 2 ** 20));
});

test.each(["caddy:2", "caddy:2-alpine"])("%s serves a page from its own configuration", async (image) => {
  const id = await start(image);
  const fetchPage = `fetch("http://127.0.0.1").then((r) => r.text()).then(console.log)`;
  const get = async () => run("node:22-slim", ["node", "-e", fetchPage], [`--network=container:${id}`]);
  await expect.poll(async () => (await get()).stdout, { timeout: 30_000 }).toContain("Caddy works");
  expect(await docker(host, ["exec", id, "caddy", "version"])).toMatch(/2\.\d+/);
});

test("nginx fills its templates with the environment, and leaves its own variables alone", async () => {
  const prepare = [
    "mkdir -p /etc/nginx/templates",
    "echo 'server { listen 81; location / { return 200 \"$GREETING $host\"; } }' > /etc/nginx/templates/x.conf.template",
    'exec /docker-entrypoint.sh nginx -g "daemon off;"',
  ];
  const id = await start("nginx:alpine", ["--env=GREETING=hello", "--entrypoint=sh"], ["-c", prepare.join("\n")]);
  const page = await execUntilItSucceeds(id, ["wget", "-qO-", "http://127.0.0.1:81/"]);
  expect(page).toBe("hello 127.0.0.1");
});

test.each(["node:22", "node:22-slim", "node:22-alpine"])("%s runs Node 22 as any user, with npm", async (image) => {
  const version = await run(image, ["--version"]);
  expect(version.stdout).toMatch(/^v22\./);
  const user = await run(image, ["node", "-p", "process.getuid()"], ["--user=1001:1001"]);
  expect(user.stdout.trim()).toBe("1001");
  expect((await run(image, ["npm", "--version"])).stdout).toMatch(/^\d+\./);
});

test("an Alpine image has wget, and a slim one has not", async () => {
  expect((await run("node:22-alpine", ["sh", "-c", "command -v wget"])).exitCode).toBe(0);
  expect((await run("node:22-slim", ["sh", "-c", "command -v wget"])).exitCode).not.toBe(0);
});

test.each(["busybox:latest", "alpine:3"])("%s is a shell with little around it", async (image) => {
  const { stdout } = await run(image, ["sh", "-c", "echo it works as $(whoami)"]);
  expect(stdout.trim()).toBe("it works as root");
});

describe.each(["28.5", "28.5-containerd", "26.1"] as const)("engine %s", (name) => {
  test("has its own version, all base images, and publishes ports where this machine reaches them", async () => {
    const { dockerHost, ip } = await engine(name);
    const version = await docker(dockerHost, ["version", "--format", "{{.Server.Version}}"]);
    expect(version.startsWith(name.replace("-containerd", ""))).toBe(true);
    await docker(dockerHost, ["image", "inspect", ...images]);
    const page = ["sh", "-c", "mkdir /www; echo from inside > /www/index.html; exec httpd -f -p 80 -h /www"];
    const options = ["run", "--detach", "--rm", "--init", "--publish=80"];
    const id = (await docker(dockerHost, [...options, "busybox", ...page])).trim();
    try {
      const port = /:(\d+)/.exec(await docker(dockerHost, ["port", id, "80/tcp"]))?.[1];
      const get = async () => (await fetch(`http://${ip}:${port}/`)).text().catch(String);
      await expect.poll(() => get().catch(String), { timeout: 20_000 }).toBe("from inside\n");
    } finally {
      await docker(dockerHost, ["rm", "--force", id]);
    }
  });
});

test("the image store of each engine 28.5 is the one that its name says", async () => {
  const read = async (name: "28.5" | "28.5-containerd") =>
    docker((await engine(name)).dockerHost, ["info", "--format", "{{.Driver}} {{json .DriverStatus}}"]);
  expect(await read("28.5")).toMatch(/^overlay2 /);
  expect(await read("28.5-containerd")).toContain("io.containerd.snapshotter.v1");
});

test("the server is reached by ssh with the lab's own keys, and a client without them is refused", async () => {
  const { sshConfig, sshHost, port, knownHosts } = await server("trixie");
  const ssh = (args: readonly string[]) => tryCommand("ssh", ["-o", "BatchMode=yes", ...args]);
  const trusted = await ssh(["-F", sshConfig, sshHost, "docker", "version", "--format", "{{.Server.Version}}"]);
  expect(trusted.stdout).toMatch(/^26\.1/);
  const strict = ["-F", "/dev/null", "-p", String(port), "-o", "StrictHostKeyChecking=yes"];
  const keyless = await ssh([...strict, "-o", `UserKnownHostsFile=${knownHosts}`, "-i", "/dev/null", "root@127.0.0.1"]);
  expect(keyless.exitCode).toBe(255);
  const stranger = await ssh([...strict, "-o", "UserKnownHostsFile=/dev/null", "root@127.0.0.1", "true"]);
  expect(stranger.stderr).toContain("Host key verification failed");
});

test("a killed engine is started again, with its images, past the socket and the process ids that it left", async () => {
  const spec = { name: "e2e", recipe: "engine-trixie", dockerdOptions: [] } as const;
  const dockerHost = `unix://${engineSocket(spec.name)}`;
  try {
    await ensureEngine(host, spec, ["busybox:latest"]);
    await docker(host, ["kill", containerName(spec.name)]);
    expect((await tryDocker(dockerHost, ["version"])).exitCode).not.toBe(0);
    await ensureEngine(host, spec, ["busybox:latest"]);
    expect(await docker(dockerHost, ["run", "--rm", "busybox", "echo", "back"])).toBe("back\n");
  } finally {
    await removeEngine(host, spec.name);
  }
});

test("Docker Compose is of the version that results are compared with", async () => {
  expect(existsSync(composeBinary())).toBe(true);
  expect(await runCommand(composeBinary(), ["version", "--short"])).toMatch(/^2\./);
});
