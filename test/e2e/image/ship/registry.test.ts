import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ShipEvent } from "../../../../packages/gantry/src/image/ship/ship-options.ts";
import { shipThroughRegistry } from "../../../../packages/gantry/src/image/ship/ship-through-registry.ts";
import { server } from "../../../lab/lab.ts";
import { ensureRegistry, type LabRegistry } from "../../../lab/registry.ts";
import { tryCommand } from "../../../lab/run-command.ts";
import { createWorkspace } from "../../cli/workspace.ts";
import { openShipLab, type PlaceName, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;
let registry: LabRegistry;
let prefix: string;
let dockerConfig: string;
const { signal } = new AbortController();

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 2 });
  // The server's engine is 26.1.
  registry = await ensureRegistry({ from: ["host", "26.1", "28.5", "28.5-containerd"], login: true });
  prefix = `${registry.host}/${lab.prefix}`;
  dockerConfig = await mkdtemp(join(tmpdir(), "gantry-registry-"));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await rm(dockerConfig, { recursive: true, force: true });
});

interface Shipping {
  from: PlaceName;
  to: readonly PlaceName[];
  password?: string | undefined;
  onEvent?: (event: ShipEvent) => void;
}

async function ship(image: string, { from, to, password = registry.login?.password, onEvent }: Shipping) {
  const auth = Buffer.from(`${registry.login?.username}:${password}`).toString("base64");
  await writeFile(join(dockerConfig, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const { engine: source } = await lab.place(from);
  const targets = await Promise.all(to.map(async (name) => ({ name, engine: (await lab.place(name)).engine })));
  const environment = { DOCKER_CONFIG: dockerConfig };
  const options = { images: [image], source, targets, signal, registry: prefix, environment };
  return shipThroughRegistry({ ...options, ...(onEvent && { onEvent }) });
}

test.each<[PlaceName, PlaceName[]]>([
  ["host", ["28.5", "trixie"]],
  ["28.5-containerd", ["host", "trixie"]],
])("an image is pushed from %s, pulled by its digest on %s, and has its own name there", async (from, to) => {
  const image = await lab.build(from, `from-${from.replaceAll(".", "-")}`, "1");
  const outcomes = await ship(image, { from, to });
  expect(outcomes.map(({ error }) => error)).toEqual(to.map(() => undefined));
  for (const { target, images } of outcomes) {
    expect(images).toMatchObject([{ mode: "registry" }]);
    expect(images[0]?.bytesSent).toBeGreaterThan(2_000_000);
    const { engine } = await lab.place(target as PlaceName);
    const found = await engine.images.inspect(image);
    expect(found.Id).toBe(images[0]?.id);
    expect(String(found.RepoDigests)).toContain(`${prefix}/${image.split(":")[0]}@sha256:`);
    expect(await lab.readLine(target as PlaceName, image)).toBe("1");
  }
  // The name in the registry was needed for the push alone.
  const { engine: source } = await lab.place(from);
  const here = await source.images.list({ names: [`${prefix}/*`] });
  expect(here.flatMap(({ RepoTags }) => RepoTags ?? [])).toEqual([]);
});

test("the command leaves the login in no command line and nowhere on the host", async () => {
  const image = await lab.build("28.5", "login", "1");
  const { username, password = "" } = registry.login ?? {};
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  await writeFile(join(dockerConfig, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const { sshConfig } = await server("trixie");
  await using workspace = await createWorkspace();
  const seen = new Set<string>();
  let looks = 0;
  const look = setInterval(() => {
    looks++;
    for (const line of listCommandLines()) if (line.includes(password) || line.includes(auth)) seen.add(line);
  }, 5);
  const { dockerHost } = await lab.place("28.5");
  const env = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig, GANTRY_SSH_CONFIG: sshConfig };
  const args = ["ship", image, "--registry", prefix, "--to", "ssh://gantry-lab-trixie"];
  const { code, stdout, stderr } = await workspace.gantry(args, { env }).finally(() => clearInterval(look));
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(new RegExp(`^ssh://gantry-lab-trixie +${image} +registry +2 +1 `, "m"));
  expect(`${stdout}${stderr}`).not.toContain(password);
  expect(looks).toBeGreaterThan(10);
  expect([...seen]).toEqual([]);

  const { engine } = await lab.place("trixie");
  const { RepoDigests } = await engine.images.inspect(image);
  const reference = RepoDigests?.find((each) => each.startsWith(prefix)) ?? "";
  // What is there already is not asked for again.
  for (const name of [image, reference]) await engine.images.remove(name, { force: true });
  const pull = async () => {
    for await (const _ of engine.images.pull(reference));
  };
  await expect(pull()).rejects.toMatchObject({ name: "EngineError" });
  const places = ["/root", "/home", "/etc", "/tmp", "/run", "/var/lib/docker"];
  const search = ["grep", "-rlsF", "-D", "skip", "--exclude-dir=overlay2", "-f", "-", ...places];
  const input = `${password}\n${auth}`;
  const found = await tryCommand("ssh", ["-F", sshConfig, "gantry-lab-trixie", ...search], { input });
  // The lab mounts its own keys there: that these are found proves the search.
  expect([found.stderr, found.stdout]).toEqual(["", "/run/gantry-keys/registry-password\n"]);
});

test("an image that a containerd store pulls in part only is sent there from here", async () => {
  // The base came to that store unpacked, by docker load: its engine does not download the registry's blob of it.
  const image = await lab.build("host", "in-part", "1");
  const types: string[] = [];
  const [outcome] = await ship(image, {
    from: "host",
    to: ["28.5-containerd"],
    onEvent: ({ type }) => types.push(type),
  });
  expect(outcome?.error).toBeUndefined();
  expect(types.filter((type) => type !== "progress")).toEqual([
    "image-start",
    "pull-incomplete",
    "image-start",
    "image-done",
    "target-done",
  ]);
  const { engine } = await lab.place("28.5-containerd");
  const { RootFS } = await (await lab.place("host")).engine.images.inspect(image);
  expect((await engine.images.inspect(image)).RootFS.Layers).toEqual(RootFS.Layers);
  expect(await lab.readLine("28.5-containerd", image)).toBe("1");
  const left = await engine.images.list({ names: [`${prefix}/*`] });
  expect(left.flatMap(({ RepoTags }) => RepoTags ?? [])).toEqual([]);
});

test("a registry that refuses the push is named, with how to log in, and the password is not", async () => {
  const image = await lab.build("host", "refused", "1");
  const [outcome] = await ship(image, { from: "host", to: ["28.5"], password: "wrong-password" });
  expect(outcome?.error).toMatchObject({
    code: "failed",
    fix: expect.stringContaining(`docker login ${registry.host}`),
  });
  expect(String(outcome?.error)).not.toContain("wrong-password");
  const { engine } = await lab.place("28.5");
  await expect(engine.images.inspect(image)).rejects.toMatchObject({ status: 404 });
});

/** Of every process on this machine, those in containers included. */
function listCommandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, "utf8");
      } catch {
        return ""; // It has ended.
      }
    });
}
