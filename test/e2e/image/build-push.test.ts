import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { ensureRegistry } from "../../lab/registry.ts";
import { dockerConfig } from "../../lab/tools.ts";
import { createWorkspace, parseLines } from "../cli/workspace.ts";

test.each(["28.5", "28.5-containerd"] as const)(
  "images are pushed with Docker's own login, on engine %s",
  async (name) => {
    const { host, login } = await ensureRegistry({ from: [name], login: true });
    const { dockerHost } = await labEngine(name);
    await using shop = await createWorkspace();
    await using engine = await connectEngine({ host: dockerHost });
    const repository = `${host}/${shop.name}/web`;
    await shop.write("app/main", "1");
    await shop.write(
      "compose.yaml",
      `name: ${shop.name}\nservices:\n  web:\n    image: ${repository}:1.0\n    build: { context: app, dockerfile_inline: "FROM busybox:latest\\nCOPY main /\\n" }\n`,
    );
    const config = join(shop.directory, "docker-config");
    await mkdir(config);
    await symlink(join(dockerConfig(), "cli-plugins"), join(config, "cli-plugins"));
    const env = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: config };
    try {
      const refused = await shop.gantry(["build", "--push"], { env });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/could not be pushed: .*\n.*docker login/);

      const auth = Buffer.from(`${login?.username}:${login?.password}`).toString("base64");
      await writeFile(join(config, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
      const { code, stdout, stderr } = await shop.gantry(["build", "--push", "--json"], { env });
      expect(code, stderr).toBe(0);
      const result = parseLines(stdout).at(-1) as { images: { pushed: { reference: string; digest: string }[] }[] };
      const pushed = result.images[0]?.pushed ?? [];
      expect(pushed.map(({ reference }) => reference)).toContain(`${repository}:1.0`);
      // Pulled by its digest, the image is the one that was built.
      const [{ digest } = { digest: "" }] = pushed;
      const before = await engine.images.inspect(`${repository}:1.0`);
      for await (const _ of engine.images.pull(`${repository}@${digest}`, { auth: encode(host, login) }));
      expect((await engine.images.inspect(`${repository}@${digest}`)).Id).toBe(before.Id);
      expect(`${stdout}${stderr}`).not.toContain(login?.password);
    } finally {
      for (const { RepoTags } of await engine.images.list({ names: [repository] })) {
        // Pulled by a digest alone, an image is listed with that for a tag on some engines.
        for (const tag of RepoTags ?? []) if (!tag.includes("@")) await engine.images.remove(tag, { force: true });
      }
    }
  },
);

function encode(serveraddress: string, login: object | undefined): string {
  return Buffer.from(JSON.stringify({ ...login, serveraddress })).toString("base64url");
}
