import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findCredentials, readHelperAnswer, resolveRegistryAuth } from "./registry-auth.ts";

const base64 = (value: string) => Buffer.from(value).toString("base64");
const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-auth-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a login of docker login is found by its registry", () => {
  const config = { auths: { "ghcr.io": { auth: base64("ann:pass:word") } } };
  expect(findCredentials(config, "ghcr.io")).toEqual({
    type: "inline",
    credentials: { serveraddress: "ghcr.io", username: "ann", password: "pass:word" },
  });
  expect(findCredentials(config, "quay.io")).toBeUndefined();
});

test("Docker Hub's login has its old address as key", () => {
  const config = { auths: { "https://index.docker.io/v1/": { auth: base64("ann:secret") } } };
  expect(findCredentials(config, "docker.io")).toMatchObject({ credentials: { username: "ann", password: "secret" } });
});

test("a registry's own helper comes before the common one, and both before what the file says", () => {
  const config = {
    auths: { "ghcr.io": { auth: base64("ann:secret") } },
    credHelpers: { "eu.gcr.io": "gcloud" },
    credsStore: "pass",
  };
  expect(findCredentials(config, "eu.gcr.io")).toEqual({
    type: "helper",
    program: "docker-credential-gcloud",
    server: "eu.gcr.io",
  });
  expect(findCredentials(config, "ghcr.io")).toMatchObject({ program: "docker-credential-pass", server: "ghcr.io" });
});

test("an entry without a secret, as a helper leaves it behind, is no login", () => {
  expect(findCredentials({ auths: { "ghcr.io": {} } }, "ghcr.io")).toBeUndefined();
});

test("the user <token> means that the secret is an identity token", () => {
  expect(readHelperAnswer('{"ServerURL":"x","Username":"<token>","Secret":"abc"}', "x")).toEqual({
    identitytoken: "abc",
    serveraddress: "x",
  });
});

test("a helper is asked on its stdin, and what it answers is what the engine gets", async () => {
  const helper = join(folder, "docker-credential-test");
  await writeFile(helper, '#!/bin/sh\nread server\nprintf \'{"Username":"%s","Secret":"for %s"}\' "$1" "$server"\n');
  await chmod(helper, 0o755);
  await writeFile(join(folder, "config.json"), JSON.stringify({ credHelpers: { "eu.gcr.io": "test" } }));
  const environment = { ...process.env, DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` };
  const auth = await resolveRegistryAuth("eu.gcr.io/acme/web:1", environment, signal);
  expect(JSON.parse(Buffer.from(auth ?? "", "base64url").toString())).toEqual({
    username: "get",
    password: "for eu.gcr.io",
    serveraddress: "eu.gcr.io",
  });
});

test("a helper that is missing or has nothing leaves the pull to go on without a login", async () => {
  await writeFile(join(folder, "config.json"), JSON.stringify({ credsStore: "not-there" }));
  expect(await resolveRegistryAuth("ghcr.io/acme/web", { DOCKER_CONFIG: folder }, signal)).toBeUndefined();
});

test("a configuration that is no JSON is named", async () => {
  await writeFile(join(folder, "config.json"), "{auths");
  await expect(resolveRegistryAuth("web", { DOCKER_CONFIG: folder }, signal)).rejects.toThrow(
    /config\.json is not JSON/,
  );
});
