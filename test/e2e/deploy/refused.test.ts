import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { type LabServer, engine as labEngine, server } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { createWorkspace, type Workspace } from "../cli/workspace.ts";
import { prepareUsers, users } from "../engine/server-users.ts";
import { keepRefusals, type RefusalRow } from "./fault-table.ts";
import { type OldEngine, startOldEngine } from "./old-engine.ts";

let lab: LabServer;
let folder: string;
let workspace: Workspace;
let engine: Engine;
let old: OldEngine;
let deafPort: number;
const rows: RefusalRow[] = [];

beforeAll(async () => {
  lab = await server("trixie");
  folder = await mkdtemp(join(tmpdir(), "gantry-refused-"));
  workspace = await createWorkspace();
  engine = await connectEngine({ host: lab.dockerHost });
  const { dockerHost } = await labEngine("28.5");
  old = await startOldEngine(dockerHost.replace("unix://", ""), join(folder, "old.sock"));
  await prepareUsers(lab);
  for (const name of ["stranger", "other-host"]) {
    await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  await writeFile(join(folder, "no-hosts"), "");
  const otherKey = await readFile(join(folder, "other-host.pub"), "utf8");
  await writeFile(join(folder, "changed-host"), `[127.0.0.1]:${lab.port} ${otherKey}`);
  deafPort = await findFreePort();
});
afterAll(async () => {
  const order = refusals.map(({ fault }) => fault);
  await keepRefusals(
    "refused",
    rows.toSorted((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault)),
  );
  await old[Symbol.asyncDispose]();
  await engine.close();
  await workspace[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Refusal {
  fault: string;
  says: string;
  fix: string;
  /** @default engine-unreachable */
  code?: string;
  /** @default root's, on the lab's server */
  host?: () => string;
  knownHosts?: string;
  identity?: string;
}

const refusals: Refusal[] = [
  {
    fault: "unknown host key",
    knownHosts: "no-hosts",
    says: "its SSH host key is not known yet",
    fix: "compare the fingerprint",
  },
  {
    ...{ fault: "changed host key", knownHosts: "changed-host" },
    ...{ says: "is not the one that is known for this host", fix: "ssh-keygen -R" },
  },
  {
    fault: "a key that is not let in",
    identity: "stranger",
    says: "accepts none of the keys",
    fix: "logs in without a password",
  },
  {
    ...{ fault: "a user who may not use Docker", host: () => `ssh://${users.guest}@127.0.0.1:${lab.port}` },
    ...{ says: "may not use the engine's socket", fix: "usermod -aG docker" },
  },
  {
    ...{ fault: "no Docker on the host", host: () => `ssh://${users.withoutDocker}@127.0.0.1:${lab.port}` },
    ...{ says: "there is no `docker` command", fix: "Install Docker on the server" },
  },
  {
    ...{ fault: "an engine that is too old", host: () => old.host, code: "engine-too-old" },
    ...{ says: "speaks API 1.40; 1.41 (Docker Engine 20.10) or newer", fix: "Update Docker" },
  },
  {
    ...{ fault: "nobody listens on the host", host: () => `ssh://root@127.0.0.1:${deafPort}` },
    ...{ says: "nothing accepts SSH connections there", fix: "that sshd runs" },
  },
  {
    ...{ fault: "a host name that does not exist", host: () => "ssh://root@gantry.invalid" },
    ...{ says: "does not resolve", fix: "Check the host's name" },
  },
];

describe.concurrent("before anything changes, plan and deploy say what is wrong with the host and how to mend it", () => {
  test.each(refusals)("$fault", async ({ fault, says, fix, code = "engine-unreachable", ...access }) => {
    for (const command of ["plan", "deploy"]) {
      const { exit, error } = await tryCommand(command, fault, access);
      rows.push({
        fault,
        command,
        exit,
        code: error.code,
        says: error.message,
        fix: error.fix,
        changed: await countChanges(),
      });
      expect({ exit, ...error }).toMatchObject({
        exit: 1,
        code,
        message: expect.stringContaining(says),
        fix: expect.stringContaining(fix),
      });
      expect(rows.at(-1)?.changed).toBe(0);
    }
  });
});

async function tryCommand(command: string, fault: string, { host, knownHosts, identity }: Partial<Refusal>) {
  const place = fault.replaceAll(/\W/g, "-");
  const config = join(folder, place);
  const lines = [
    "Host *",
    `IdentityFile "${identity === undefined ? lab.identity : join(folder, identity)}"`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile "${knownHosts === undefined ? lab.knownHosts : join(folder, knownHosts)}"`,
    "GlobalKnownHostsFile /dev/null",
  ];
  await writeFile(config, lines.join("\n"));
  const stack = {
    services: { web: { image: "node:22-alpine", command: ["sleep", "infinity"], init: true } },
    "x-gantry": { environments: { production: { host: host?.() ?? lab.sshHost } } },
  };
  await workspace.write(`${place}.yaml`, JSON.stringify(stack));
  const {
    code: exit,
    stdout,
    stderr,
  } = await workspace.gantry(
    ["-f", `${place}.yaml`, "-p", workspace.name, "-e", "production", command, "--json", "--yes"],
    { env: { GANTRY_SSH_CONFIG: config, DOCKER_HOST: (await labEngine("host")).dockerHost } },
  );
  const last = JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");
  expect(last, stdout + stderr).toMatchObject({ type: "error", error: {} });
  return { exit, error: last.error as { code: string; message: string; fix: string } };
}

/** What there is of the stack on any engine that it might have been deployed to. */
async function countChanges(): Promise<number> {
  const own = (texts: unknown[]) => texts.filter((each) => JSON.stringify(each).includes(workspace.name)).length;
  const counts = await Promise.all(
    [engine, workspace.engine].map(async ({ containers, networks, volumes }) => {
      const lists = await Promise.all([containers.list(), networks.list(), volumes.list()]);
      return lists.reduce((sum, list) => sum + own(list), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, old.calls.length);
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}
