import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProject, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
let context: string;
beforeEach(async () => {
  project = await createProject();
  context = await mkdtemp(join(tmpdir(), "gantry-build-"));
  await writeFile(join(context, "greeting"), "hello");
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await rm(context, { recursive: true });
});

test("a service is built as its Dockerfile says, with arguments, secrets and a target", async () => {
  const dockerfile = [
    "FROM busybox:latest AS app",
    "ARG VERSION",
    "COPY greeting /greeting",
    'RUN --mount=type=secret,id=token test "$(wc -c < /run/secrets/token)" -eq 6 && echo $VERSION > /version',
    "FROM app AS debug",
    "RUN touch /debug",
  ].join("\n");
  const web = sleeper({
    image: `${project.name}-web`,
    build: {
      context,
      dockerfile_inline: dockerfile,
      target: "app",
      args: { VERSION: "1.2" },
      secrets: [{ source: "token" }],
    },
  });
  await project.up({ web }, { buildSecrets: { token: { value: "s3cret" } } });
  expect(await project.run("web", "sh", "-c", "cat /greeting /version; ls /debug 2>&1 | wc -l")).toMatch(
    /^hello1\.2\n1$/,
  );
  const { Config: config } = await project.engine.images.inspect(`${project.name}-web`);
  expect(config?.Labels).toMatchObject({
    "com.docker.compose.project": project.name,
    "com.docker.compose.service": "web",
  });
  expect(JSON.stringify(project.events)).not.toContain("s3cret");
  expect(project.phases("web")).toContain("building");
});

test("a build that fails shows its last lines and changes nothing", async () => {
  const web = sleeper({
    image: `${project.name}-web`,
    build: { context, dockerfile_inline: "FROM busybox:latest\nRUN echo missing module; exit 9\n" },
  });
  const error = await project.failUp({ web });
  expect(error.code).toBe("build-failed");
  expect(error.detail).toContain("missing module");
  expect(await project.containers()).toEqual([]);
});
