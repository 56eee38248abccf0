import { expect, test } from "vitest";
import { createFolder, faulty } from "./folder.ts";

// There is no engine at this address: a command that gets as far as to ask for it has not been refused.
const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock", DB_PASSWORD: "not-to-be-seen" };

test.each([
  ["deploy", ["deploy", "--yes"]],
  ["deploy -e production", ["deploy", "--yes", "-e", "production"]],
  ["up -e production", ["up", "-e", "production"]],
])("%s is refused when the check finds errors, before anything is asked of an engine", async (_, args) => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const { code, stderr } = await folder.gantry(args, { env });
  expect(stderr).toMatch(/the check found 1 error; nothing was changed/);
  expect(stderr).toMatch(/compose\.yaml:7:\d+: .* \([\w-]+\)/);
  expect(stderr).toContain("--no-check");
  expect(stderr).not.toContain("not-to-be-seen");
  expect(code).toBe(1);
});

test.each([
  ["with --no-check", ["deploy", "--yes", "--no-check"], {}],
  ["without -e production", ["up"], {}],
  [
    "with errors in files of other stacks",
    ["deploy", "--yes", "--project-directory", "app", "-f", "app/compose.yaml"],
    {
      "app/compose.yaml": "services: { web: { image: 'node:22-alpine' } }\n",
      "gantry.check.yaml": "rules: {}\n",
    },
  ],
  ["with the error in the baseline", ["deploy", "--yes"], { "gantry.check-baseline.json": "" }],
])("%s it goes on to the engine", async (title, args, more) => {
  await using folder = await createFolder({ "compose.yaml": faulty, ...more });
  if (title.includes("baseline")) {
    await folder.write("gantry.check.yaml", "rules: {}\n");
    await folder.gantry(["check", "--update-baseline"]);
  }
  const { code, stderr } = await folder.gantry(args, { env });
  expect(stderr).not.toContain("the check found");
  expect(stderr).toContain("/nonexistent/docker.sock");
  expect(code).toBe(1);
});

test("what is not brought to production is not looked at: an override for development beside the same base", async () => {
  await using folder = await createFolder({
    "compose.yaml": "services: { web: { image: 'nginx:1.29', build: . } }\n",
    Dockerfile: "FROM nginx:1.29\n",
    "compose.override.yaml": "services: { web: { privileged: true, ports: ['9229:9229'] } }\n",
    "compose.prod.yaml": "services: { web: { restart: always } }\n",
  });
  const { stderr } = await folder.gantry(["deploy", "--yes", "-f", "compose.yaml", "-f", "compose.prod.yaml"], { env });
  expect(stderr).toContain("/nonexistent/docker.sock");
  const refused = await folder.gantry(["deploy", "--yes"], { env });
  expect(refused.stderr).toContain("compose.override.yaml:1:");
});
