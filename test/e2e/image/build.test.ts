import { execFileSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createWorkspace, type Finished, parseLines, type Workspace } from "../cli/workspace.ts";

interface Built {
  image: string;
  services: string[];
  id: string;
  references: string[];
}

let shop: Workspace;
beforeEach(async () => {
  shop = await createWorkspace();
});
afterEach(() => shop[Symbol.asyncDispose]());

/** Two images: one that two services share, with an ignore file of its own, and one that takes a secret. */
const stackFile = (name: string) => `
name: ${name}
services:
  web:
    build: &app
      context: app
      dockerfile_inline: |
        FROM busybox:latest AS build
        COPY . /app
        RUN ls /app > /listing; echo "\${HOME} and $HOME"
        FROM build
      labels: { odd: "$\${b} %{c}" }
      x-gantry: { dockerignore: "hidden" }
  worker: { build: *app }
  api:
    image: ${name}-own/api:1.0
    build:
      context: app
      secrets: [token]
      dockerfile_inline: |
        FROM busybox:latest
        RUN --mount=type=secret,id=token test "$$(wc -c < /run/secrets/token)" -ge 12 && ls -a /run > /run-listing
secrets: { token: { environment: TOKEN } }
`;

describe.each(["host", "28.5", "28.5-containerd"] as const)("on engine %s", (name) => {
  let engine: Engine;
  let env: Record<string, string>;
  beforeAll(async () => {
    const { dockerHost } = await labEngine(name);
    engine = await connectEngine({ host: dockerHost });
    env = { DOCKER_HOST: dockerHost, TOKEN: "s3cret-value" };
  });
  afterEach(async () => {
    for (const tag of await tagsOf(engine, shop.name)) await engine.images.remove(tag, { force: true });
  });
  afterAll(() => engine.close());

  const build = (...args: string[]) => shop.gantry(["build", ...args], { env });
  const resultOf = ({ stdout, stderr }: Finished) => {
    const result = parseLines(stdout).at(-1) as { status: string; images?: Built[]; error?: Record<string, unknown> };
    if (result.images === undefined) throw new Error(stderr);
    return result.images;
  };

  test("images are built together and tagged by commit and content, the same ones each time", async () => {
    await writeShop(shop);
    const commit = commitAll(shop);
    const first = resultOf(await build("--json"));
    expect(first.map(({ image, services }) => [image, services])).toEqual([
      ["web", ["web", "worker"]],
      ["api", ["api"]],
    ]);
    const content = first[0]?.references[1]?.split(":")[1] ?? "";
    expect(content).toMatch(/^content-[0-9a-f]{12}$/);
    expect(first[0]?.references).toEqual([
      `${shop.name}-web:${commit}`,
      `${shop.name}-web:${content}`,
      `${shop.name}-worker:${commit}`,
      `${shop.name}-worker:${content}`,
    ]);
    expect(first[1]?.references).toContain(`${shop.name}-own/api:1.0`);
    expect((await tagsOf(engine, shop.name)).sort()).toEqual(first.flatMap(({ references }) => references).sort());

    const web = await engine.images.inspect(`${shop.name}-web:${commit}`);
    expect(web.Config?.Labels).toMatchObject({
      odd: "${b} %{c}",
      "org.opencontainers.image.revision": expect.stringMatching(new RegExp(`^${commit}[0-9a-f]{28}$`)),
      "org.opencontainers.image.created": "2026-01-31T12:00:00Z",
      "org.opencontainers.image.source": "https://example.com/acme/shop",
      "com.docker.compose.project": shop.name,
    });

    await shop.write("app/main", "2");
    const second = resultOf(await build("--json", "--latest", "web"));
    expect(second[0]?.references[0]).toBe(`${shop.name}-web:${commit}-dirty`);
    expect(second[0]?.references).toContain(`${shop.name}-web:latest`);
    expect(second[0]?.references[1]).not.toContain(content);

    await shop.write("app/main", "1");
    const third = resultOf(await build("--json"));
    expect(third[0]?.references[1]).toContain(content);
    // Engine 20.10 writes the time of the build into an image, whatever it is told.
    if (name !== "host") expect(third.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  });

  test("the ignore file of an inline Dockerfile counts, and a secret is in the build alone", async () => {
    await writeShop(shop);
    const [web, api] = resultOf(await build("--json"));
    const run = async (image: string | undefined, path: string) => {
      const { id } = await engine.containers.create(undefined, { Image: image ?? "", Cmd: ["cat", path] });
      try {
        const session = await engine.containers.attach(id, { logs: true });
        await engine.containers.start(id);
        let text = "";
        for await (const { data } of session.output) text += Buffer.from(data).toString();
        return text;
      } finally {
        await engine.containers.remove(id, { force: true });
      }
    };
    expect(await run(web?.id, "/listing")).toBe("main\n");
    expect(await run(api?.id, "/run-listing")).not.toContain("s3cret-value");
    const history = execFileSync("docker", ["history", "--no-trunc", "--format=json", api?.id ?? ""], {
      env: { ...process.env, ...env },
    });
    expect(history.toString()).not.toContain("s3cret-value");
  });

  test("a build that fails says which image and step, ends the others and leaves all tags as they were", async () => {
    await writeShop(shop);
    const before = resultOf(await build("--json", "--tag", "kept"));
    const failing = `
  slow: { build: { context: app, dockerfile_inline: "FROM busybox:latest\\nRUN sleep 60\\n" } }
  bad: { build: { context: app, dockerfile_inline: "FROM busybox:latest AS deps\\nRUN echo missing module; exit 9\\nFROM deps\\n" } }
`;
    await shop.write("compose.yaml", stackFile(shop.name).replace("\nsecrets:", `${failing}\nsecrets:`));
    const { code, stdout, stderr } = await build("--json", "--tag", "kept");
    expect(code).toBe(1);
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "").error).toMatchObject({
      code: "build-failed",
      message: expect.stringMatching(
        /^bad: the build of its image failed at \[deps 2\/2\] RUN echo missing module; exit 9\.$/,
      ),
      detail: expect.stringContaining("missing module"),
    });
    const phases = parseLines(stdout).filter(({ type }) => type === "image");
    expect(phases.filter(({ phase }) => phase === "failed").map(({ image }) => image)).toEqual(["bad"]);
    expect(phases.filter(({ phase }) => phase === "ended").map(({ image }) => image)).toContain("slow");
    expect((await tagsOf(engine, shop.name)).sort()).toEqual(before.flatMap(({ references }) => references).sort());
  });

  test("Ctrl-C ends the build and says so, and nothing of it is left; no secret is in a command line", async () => {
    await shop.write("app/main", "1");
    await shop.write(
      "compose.yaml",
      `name: ${shop.name}\nservices:\n  web:\n    build:\n      context: app\n      secrets: [token]\n      dockerfile_inline: |\n        FROM busybox:latest\n        RUN --mount=type=secret,id=token echo begun; sleep 60\nsecrets: { token: { environment: TOKEN } }\n`,
    );
    const running = shop.start(["build"], { env });
    await running.saw(/begun/);
    const processes = execFileSync("ps", ["-eo", "args"]).toString();
    expect(processes).toContain("buildx bake");
    expect(processes).not.toContain("s3cret-value");
    running.child.kill("SIGINT");
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted; no image got a new name.");
    expect(await tagsOf(engine, shop.name)).toEqual([]);
  });

  test("a cache in a folder serves an engine that has none, or is refused with the way to get there", async () => {
    await writeShop(shop);
    const { code, stderr } = await build("--shared-cache", "local:cache", "web");
    if (name !== "28.5-containerd") {
      expect(code).toBe(2);
      expect(stderr).toMatch(/cannot export a build's cache.*\n.*containerd-snapshotter/);
      return;
    }
    expect(code).toBe(0);
    const again = await build("--shared-cache", "local:cache", "--json", "web");
    const imported = parseLines(again.stdout).filter(({ detail }) =>
      String(detail).includes("importing cache manifest"),
    );
    expect(imported.length).toBeGreaterThan(0);
  });

  test("an image that holds a secret gets no name, and the error says where the secret is and not what", async () => {
    await writeShop(shop);
    const before = resultOf(await build("--json", "--tag", "kept"));
    await shop.write("app/main", "TOKEN=s3cret-value-of-the-shop-49af\n");
    const { code, stdout, stderr } = await shop.gantry(["build", "--json", "--tag", "kept"], {
      env: { ...env, TOKEN: "s3cret-value-of-the-shop-49af" },
    });
    expect(code).toBe(1);
    const { error } = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
    expect(error).toMatchObject({
      code: "secret-in-image",
      detail: expect.stringMatching(/^web: the secret TOKEN is in \/app\/main:1, layer \d+ \(COPY/),
    });
    expect(`${stdout}${stderr}`).not.toContain("s3cret-value-of-the-shop-49af");
    expect((await tagsOf(engine, shop.name)).sort()).toEqual(before.flatMap(({ references }) => references).sort());
  });

  test("files come from another service's image, or the error says what the engine lacks", async () => {
    await shop.write("app/main", "1");
    await shop.write(
      "compose.yaml",
      `name: ${shop.name}\nservices:\n  base: { build: { context: app, dockerfile_inline: "FROM busybox:latest\\nCOPY main /from-base\\n" } }\n  web:\n    build: { context: app, dockerfile_inline: "FROM base\\nRUN test -f /from-base\\n", additional_contexts: { base: "service:base" } }\n`,
    );
    const { code, stderr } = await build("web");
    if (name === "host") {
      expect(code).toBe(1);
      expect(stderr).toContain("# syntax=docker/dockerfile:1");
    } else {
      expect(code).toBe(0);
      const repositories = (await tagsOf(engine, shop.name)).map((tag) => tag.split(":")[0]);
      expect(new Set(repositories)).toEqual(new Set([`${shop.name}-web`]));
    }
  });
});

async function writeShop(workspace: Workspace): Promise<void> {
  await workspace.write("compose.yaml", stackFile(workspace.name));
  await workspace.write("app/main", "1");
  await workspace.write("app/hidden", "not for the image");
  // The ignore file of the context would let it in.
  await workspace.write("app/.dockerignore", "nothing");
}

/** @returns the commit's tag */
function commitAll({ directory }: Workspace): string {
  const date = "2026-01-31T12:00:00Z";
  const author = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com", GIT_AUTHOR_DATE: date };
  const committer = { GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com", GIT_COMMITTER_DATE: date };
  const git = (...argv: string[]) =>
    execFileSync("git", argv, { cwd: directory, env: { ...process.env, ...author, ...committer } }).toString();
  git("init", "--quiet");
  git("remote", "add", "origin", "https://user:t0ken@example.com/acme/shop.git");
  git("add", ".");
  git("commit", "--quiet", "--message=first");
  return git("rev-parse", "HEAD").slice(0, 12);
}

async function tagsOf(engine: Engine, project: string): Promise<string[]> {
  const found = await engine.images.list({ names: [`${project}*`, `${project}*/*`] });
  return found.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.startsWith(project));
}
