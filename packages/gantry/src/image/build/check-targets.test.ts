import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Build } from "../../model/service.ts";
import { checkTargets } from "./check-targets.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-targets-"));
  await mkdir(join(folder, "web"));
  await writeFile(join(folder, "web/Dockerfile"), "FROM scratch\n");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const target = (name: string, build: Build) => ({ name, services: [name], build, tags: [] });

test("builds that have what they name pass, and so do those that are not on this machine", async () => {
  await checkTargets(
    {
      linked: [],
      targets: [
        target("web", { context: "web" }),
        target("named", { context: join(folder, "web"), dockerfile: join(folder, "web/Dockerfile") }),
        target("inline", { context: ".", dockerfile_inline: "FROM scratch\n" }),
        target("remote", { context: "https://github.com/acme/shop.git", dockerfile: "deploy/Dockerfile" }),
      ],
    },
    folder,
  );
});

test("folders and Dockerfiles that are not there are named, all at once", async () => {
  const check = checkTargets(
    {
      linked: [],
      targets: [
        target("web", { context: "wbe" }),
        target("api", { context: "web", dockerfile: "Dockerfile.prod" }),
        target("jobs", { context: "web/Dockerfile" }),
      ],
    },
    folder,
  );
  await expect(check).rejects.toMatchObject({
    code: "config",
    issues: [
      { message: `services.web.build.context: there is no folder ${folder}/wbe.` },
      { message: `services.api.build.dockerfile: there is no file ${folder}/web/Dockerfile.prod.` },
      { message: `services.jobs.build.context: there is no folder ${folder}/web/Dockerfile.` },
    ],
  });
});

test("a key that no builder has is refused", async () => {
  const check = checkTargets({ targets: [target("web", { context: "web", isolation: "hyperv" })], linked: [] }, folder);
  await expect(check).rejects.toMatchObject({ code: "unsupported" });
});
