import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findEngineAddress } from "./find-engine-address.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-address-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function writeContext(name: string, endpoint: unknown): Promise<string> {
  const id = createHash("sha256").update(name).digest("hex");
  await mkdir(join(folder, "contexts", "meta", id), { recursive: true });
  const meta = { Name: name, Endpoints: { docker: endpoint } };
  await writeFile(join(folder, "contexts", "meta", id, "meta.json"), JSON.stringify(meta));
  return id;
}

test("DOCKER_HOST wins over the contexts, and the option over DOCKER_HOST", async () => {
  await writeContext("far", { Host: "ssh://far" });
  const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "unix:///a.sock", DOCKER_CONTEXT: "far" };
  expect(await findEngineAddress({ env })).toEqual({ host: "unix:///a.sock" });
  expect(await findEngineAddress({ env, host: "unix:///b.sock" })).toEqual({ host: "unix:///b.sock" });
  expect(await findEngineAddress({ env, context: "far" })).toEqual({ host: "ssh://far" });
});

test("the current context of the configuration is used, and DOCKER_CONTEXT wins over it", async () => {
  await writeContext("near", { Host: "unix:///near.sock" });
  await writeContext("far", { Host: "ssh://far" });
  await writeFile(join(folder, "config.json"), JSON.stringify({ currentContext: "near" }));
  expect(await findEngineAddress({ env: { DOCKER_CONFIG: folder } })).toEqual({ host: "unix:///near.sock" });
  const env = { DOCKER_CONFIG: folder, DOCKER_CONTEXT: "far" };
  expect(await findEngineAddress({ env })).toEqual({ host: "ssh://far" });
});

test("a context brings its certificates", async () => {
  const id = await writeContext("tls", { Host: "tcp://x:2376", SkipTLSVerify: true });
  const certificates = join(folder, "contexts", "tls", id, "docker");
  await mkdir(certificates, { recursive: true });
  expect(await findEngineAddress({ env: { DOCKER_CONFIG: folder }, context: "tls" })).toEqual({
    host: "tcp://x:2376",
    certificates,
    skipVerify: true,
  });
});

test("a context that does not exist is named", async () => {
  const find = findEngineAddress({ env: { DOCKER_CONFIG: folder }, context: "typo" });
  await expect(find).rejects.toMatchObject({ problem: "unknown-context", value: "typo" });
});

test("a broken context is an error, not the default engine", async () => {
  await writeFile(join(folder, "config.json"), "{");
  await expect(findEngineAddress({ env: { DOCKER_CONFIG: folder } })).rejects.toMatchObject({
    problem: "unreadable-context",
  });
  await writeContext("empty", {});
  await expect(findEngineAddress({ env: { DOCKER_CONFIG: folder }, context: "empty" })).rejects.toMatchObject({
    problem: "unreadable-context",
  });
});

test("without any of them it is the default socket", async () => {
  expect(await findEngineAddress({ env: { DOCKER_CONFIG: folder } })).toEqual({ host: "unix:///var/run/docker.sock" });
});

test("DOCKER_CERT_PATH asks for TLS", async () => {
  const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "tcp://x:2376", DOCKER_CERT_PATH: "/certs" };
  expect(await findEngineAddress({ env })).toEqual({ host: "tcp://x:2376", certificates: "/certs" });
});
