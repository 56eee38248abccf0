import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createWorkspace, parseLines, type Workspace } from "../cli/workspace.ts";

let shop: Workspace;
beforeEach(async () => {
  shop = await createWorkspace();
});
afterEach(() => shop[Symbol.asyncDispose]());

test.each(["host", "26.1", "28.5", "28.5-containerd"] as const)(
  "on engine %s, a build says how large the image is, what its layers are, and what changed",
  async (name) => {
    const { dockerHost } = await labEngine(name);
    await using engine = await connectEngine({ host: dockerHost });
    const env = { DOCKER_HOST: dockerHost, XDG_CACHE_HOME: join(shop.directory, "cache") };
    const build = async (...args: string[]) => {
      const { code, stdout, stderr } = await shop.gantry(["build", ...args], { env });
      expect(code, stderr).toBe(0);
      return stdout;
    };
    await shop.write("compose.yaml", `name: ${shop.name}\nservices: { web: { build: app } }\n`);
    await shop.write(
      "app/Dockerfile",
      "FROM busybox:latest\nCOPY large /large\nRUN head -c 700000 /dev/zero > /made\nCOPY main /main\n",
    );
    await shop.write("app/large", "large\n".repeat(500_000));
    await shop.write("app/main", "1\n");
    try {
      const first = await build();
      expect(first).toMatch(/^web {2}\d\S* MiB in \d+ layers$/m);
      expect(first).toMatch(/^ +2\.9 MiB {2}COPY large \/large$/m);
      expect(first).toMatch(/^ +\d+ KiB {2}RUN head -c 700000 \/dev\/zero > \/made$/m);
      expect(first).toContain(`  ${shop.name}-web:content-`);
      const [content] = /\S+-web:content-\S+/.exec(first) ?? [];

      const same = await build();
      expect(same).toContain(`, the same as in ${content}\n`);

      await shop.write("app/main", "2\n".repeat(200_000));
      const second = await build();
      expect(second).toMatch(new RegExp(`^web {2}.* in \\d+ layers, 3[89]\\d KiB more than ${content}$`, "m"));
      expect(second).toMatch(/^ {2}\d+ kept \(\d\S* MiB\), 1 new \(39\d KiB\), 1 gone \(\d (B|KiB)\)$/m);

      await shop.write("app/main", "3\n");
      const result = parseLines(await build("--json")).at(-1) as { images: object[] };
      expect(result.images[0]).toMatchObject({
        size: expect.any(Number),
        layers: expect.arrayContaining([
          expect.objectContaining({ createdBy: "COPY large /large", size: expect.any(Number) }),
        ]),
        change: { added: [{ createdBy: "COPY main /main" }], removed: [{ createdBy: "COPY main /main" }] },
      });
    } finally {
      for (const { RepoTags } of await engine.images.list({ names: [`${shop.name}*`] })) {
        for (const tag of RepoTags ?? []) await engine.images.remove(tag, { force: true });
      }
    }
  },
);
