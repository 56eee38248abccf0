import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createServer, type Server } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackages } from "../../lab/apt/install.ts";
import { engine } from "../../lab/lab.ts";
import { commandExists, runCommand } from "../../lab/run-command.ts";
import { describeEngineContract } from "./engine.contract.ts";

let folder: string;
let front: Server;
let host: string;
const connections = new Set<Socket>();

// An engine behind TCP with TLS, as `dockerd --tlsverify` is: who has no certificate of its authority is refused.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-tls-"));
  if (!(await commandExists("openssl"))) await installPackages(["openssl"]);
  await makeAuthority("ca");
  await makeAuthority("stranger");
  await makeCertificate("server", "subjectAltName=IP:127.0.0.1");
  await makeCertificate("cert", "extendedKeyUsage=clientAuth");
  const socket = (await engine("host")).dockerHost.slice("unix://".length);
  const read = (name: string) => readFile(join(folder, name));
  front = createServer(
    {
      ca: await read("ca.pem"),
      cert: await read("server.pem"),
      key: await read("server-key.pem"),
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
    },
    (outside) => {
      const inside = connect({ path: socket, allowHalfOpen: true });
      outside.pipe(inside).pipe(outside);
      outside.on("error", () => inside.destroy()).on("close", () => inside.destroy());
      inside.on("error", () => outside.destroy());
    },
  );
  // Those too that never got through the handshake.
  front.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  front.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  host = `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(async () => {
  const closed = new Promise((resolve) => front.close(resolve));
  for (const socket of connections) socket.destroy();
  await closed;
  await rm(folder, { recursive: true, force: true });
});

const env = () => ({ ...process.env, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder });

const subject = describeEngineContract(async () => ({ host, env: env() }));

describe("certificates", () => {
  test("an engine with a certificate of another authority is refused", async () => {
    await using other = await makeFolder({ "stranger.pem": "ca.pem", "cert.pem": "cert.pem", "key.pem": "key.pem" });
    await using client = await subject.connect({ env: { ...env(), DOCKER_CERT_PATH: other.path } });
    await expect(client.ping()).rejects.toMatchObject({ name: "EngineUnreachableError", reason: "tls" });
  });

  test("without a certificate of its own, a client is refused", async () => {
    await using other = await makeFolder({ "ca.pem": "ca.pem" });
    await using client = await subject.connect({ env: { ...env(), DOCKER_CERT_PATH: other.path } });
    await expect(client.ping()).rejects.toMatchObject({ name: "EngineUnreachableError", reason: "tls" });
  });

  test("a folder without certificates is named", async () => {
    await using other = await makeFolder({});
    const connecting = subject.connect({ env: { ...env(), DOCKER_CERT_PATH: other.path } });
    await expect(connecting).rejects.toMatchObject({
      code: "engine-address",
      problem: "no-certificates",
      value: other.path,
    });
  });
});

async function makeFolder(files: Readonly<Record<string, string>>) {
  const path = await mkdtemp(join(folder, "certificates-"));
  for (const [from, to] of Object.entries(files)) await runCommand("cp", [join(folder, from), join(path, to)]);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

async function makeAuthority(name: string): Promise<void> {
  const out = ["-keyout", join(folder, `${name}-key.pem`), "-out", join(folder, `${name}.pem`)];
  await runCommand("openssl", ["req", "-x509", ...KEY, "-subj", `/CN=gantry-${name}`, ...out]);
}

/** `cert` goes with `key.pem`, as Docker names them. */
async function makeCertificate(name: string, extension: string): Promise<void> {
  const key = join(folder, name === "cert" ? "key.pem" : `${name}-key.pem`);
  const authority = ["-CA", join(folder, "ca.pem"), "-CAkey", join(folder, "ca-key.pem")];
  const subjectName = ["-subj", `/CN=gantry-${name}`, "-addext", extension];
  await runCommand("openssl", [
    ...["req", "-x509", ...KEY, ...authority, ...subjectName],
    ...["-keyout", key, "-out", join(folder, `${name}.pem`)],
  ]);
}
