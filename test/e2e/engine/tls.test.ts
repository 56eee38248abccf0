import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engine } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { describeEngineContract } from "./engine.contract.ts";
import { openTlsFront, type TlsFront } from "./tls-front.ts";

let front: TlsFront;

beforeAll(async () => {
  front = await openTlsFront((await engine("host")).dockerHost.slice("unix://".length));
});

afterAll(() => front[Symbol.asyncDispose]());

const env = () => ({ ...process.env, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: front.folder });

const subject = describeEngineContract(async () => ({ host: front.host, env: env() }));

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
  const path = await mkdtemp(join(front.folder, "certificates-"));
  for (const [from, to] of Object.entries(files)) await runCommand("cp", [join(front.folder, from), join(path, to)]);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
