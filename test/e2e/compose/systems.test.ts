import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tryCommand } from "../../lab/run-command.ts";
import { composeBinary } from "../../lab/tools.ts";

const systems = join(import.meta.dirname, "../../fixtures/systems");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-systems-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ["trovella", ["docker-compose.yml"]],
  ["trovella", ["infra/docker-compose.prod.yml"]],
  ["shootout", ["docker-compose.yml", "docker-compose.override.yml"]],
  ["shootout", ["docker-compose.yml", "docker-compose.prod.yml"]],
  ["blockbotx", ["docker-compose.yml", "docker-compose.prod.yml"]],
  ["everyskill", ["docker/docker-compose.yml"]],
  ["everyskill", ["docker/docker-compose.prod.yml"]],
  ["procgenie", ["docker-compose.yml", "docker-compose.override.yml"]],
  ["procgenie", ["docker-compose.yml", "docker-compose.prod.yml"]],
])("Docker Compose accepts the mended stack of %s, %j, when its template is filled in", async (system, files) => {
  await cp(join(systems, system, "mended"), folder, { recursive: true });
  await fillTemplates();
  const options = files.flatMap((file) => ["-f", file]);
  const result = await tryCommand(composeBinary(), [...options, "config", "-q"], { cwd: folder });
  expect(result).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
});

/** What a person does with the templates: a copy of each, with a value for every key. */
async function fillTemplates(): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((each) => /(^|\/)\.env[^/]*\.example$/.test(each))) {
    const template = await readFile(join(folder, name), "utf8");
    await writeFile(join(folder, name.replace(/\.example$/, "")), template.replaceAll(/^(\w+)=$/gm, "$1=filled-in"));
  }
}
