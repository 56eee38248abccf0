import { expect, test } from "vitest";
import { writeRepository } from "../../testing/case-repository.ts";

const builds = (files: Record<string, string>) => {
  using repository = writeRepository(new Map(Object.entries(files)));
  return repository.facts().builds.map(({ by, context, dockerfilePath, target, args, production }) => ({
    by,
    context,
    dockerfilePath,
    target,
    args: [...args].map(([name, { value }]) => `${name}=${value ?? ""}`),
    production,
  }));
};

test("a service, a workflow, a command and a Dockerfile that nobody names are builds", () => {
  expect(
    builds({
      "compose.yaml": "services:\n  web:\n    build: { context: web, target: run, args: [A=1, B] }\n",
      "web/Dockerfile": "FROM node:22 AS run\n",
      "api/Dockerfile": "FROM node:22\n",
      "job/Dockerfile": "FROM node:22\n",
      "alone/Dockerfile.dev": "FROM node:22\n",
      ".github/workflows/a.yml":
        'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: api, build-args: "C=2" }\n',
      "build.sh": "cd job\nsudo docker buildx build --push -t x --build-arg D=3 .\n",
    }),
  ).toEqual([
    {
      by: "service",
      context: "web",
      dockerfilePath: "web/Dockerfile",
      target: "run",
      args: ["A=1", expect.stringContaining("B=")],
      production: true,
    },
    {
      by: "workflow",
      context: "api",
      dockerfilePath: "api/Dockerfile",
      target: undefined,
      args: ["C=2"],
      production: true,
    },
    {
      by: "command",
      context: "job",
      dockerfilePath: "job/Dockerfile",
      target: undefined,
      args: ["D=3"],
      production: true,
    },
    {
      by: "nobody",
      context: undefined,
      dockerfilePath: "alone/Dockerfile.dev",
      target: undefined,
      args: [],
      production: false,
    },
  ]);
});

test("a context that a variable names, or that lies elsewhere, is not known", () => {
  expect(
    builds({
      "compose.yaml": 'services:\n  a: { build: "${DIR}" }\n  b: { build: ../b }\n',
      "build.sh": "docker build -f $FILE https://github.com/acme/app.git\n",
    }).map(({ context, dockerfilePath }) => [context, dockerfilePath]),
  ).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

test.each([
  ["all of it", "COPY . .\n", ""],
  ["what is there", "COPY package.json src/ /app/\nCOPY --from=build /x /y\n", ""],
  ["what is not there", "COPY package.json shared/ /app/\n", undefined],
])("a Dockerfile in the root that copies %s is built with %j", (_, copies, context) => {
  const files = { Dockerfile: `FROM node:24\n${copies}`, "package.json": "{}", "src/main.js": "" };
  expect(builds(files).map((build) => build.context)).toEqual([context]);
});
