import { describe, expect, test } from "vitest";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { addWaitFor } from "./add-wait-for.ts";
import { script } from "./script.ts";

const app: Service = {
  build: {
    context: ".",
    dockerfile_inline: 'FROM node AS dev\nCMD ["vite"]\nFROM node\nCMD ["node", "server.js", "--price=$$5"]\n',
    "x-gantry": { dockerignore: "" },
  },
  environment: { DATABASE_URL: "postgres://shop:${PASSWORD}@db:5432/shop" },
  depends_on: { db: { condition: "service_healthy", required: true } },
  "x-gantry": { recipe: { name: "node" } },
};
const add = (web: Service, more: Partial<Stack> = {}, uninterpolated = true) =>
  addWaitFor({ name: "shop", services: { web, db: { image: "postgres" } }, ...more }, { uninterpolated });

describe("addWaitFor", () => {
  test("lets an application wait for its database, and then run what its image runs", () => {
    const { stack, files } = add(app);
    expect(files).toEqual([{ path: "wait-for.sh", content: script }]);
    expect(stack.configs).toEqual({ "wait-for": { file: "./wait-for.sh" } });
    expect(stack.services["web"]).toEqual({
      ...app,
      entrypoint: ["/bin/sh", "/gantry/wait-for.sh", "db:5432", "--"],
      command: ["node", "server.js", "--price=$$5"],
      configs: [{ source: "wait-for", target: "/gantry/wait-for.sh" }],
    });
    expect(stack.services["db"]).toEqual({ image: "postgres" });
  });

  test("keeps a command of the service's own, and puts it after the image's entrypoint", () => {
    const build = { ...app.build, dockerfile_inline: 'FROM python\nENTRYPOINT ["python"]\nCMD ["-m", "shop"]\n' };
    const { stack } = add({ ...app, build, command: ["-m", "migrate"] });
    expect(stack.services["web"]).toMatchObject({
      entrypoint: ["/bin/sh", "/gantry/wait-for.sh", "db:5432", "--", "python"],
      command: ["-m", "migrate"],
    });
  });

  test("takes texts that are final as they are", () => {
    expect(add(app, {}, false).stack.services["web"]?.command).toEqual(["node", "server.js", "--price=$$5"]);
  });

  test.each<[string, Partial<Service>]>([
    ["needs nothing", { depends_on: {} }],
    ["has an entrypoint of its own", { entrypoint: ["/start.sh"] }],
    ["is an image of somebody else's", { build: undefined as never, image: "shop" }],
    ["is built by the team's own Dockerfile", { build: { context: ".", dockerfile: "Dockerfile" } }],
    ["is a site of files", { "x-gantry": { recipe: { name: "static" } } }],
    ["runs a text for a shell", { build: { context: ".", dockerfile_inline: "FROM node\nCMD node server.js\n" } }],
  ])("leaves a service alone that %s", (_, changed) => {
    const web = { ...app, ...changed };
    const { stack, files } = add(web);
    expect(stack.services["web"]).toEqual(web);
    expect(files).toEqual([]);
  });

  test("does not take a config's name from the user", () => {
    const configs = { "wait-for": { file: "./mine" } };
    expect(add(app, { configs })).toMatchObject({ files: [], stack: { configs } });
  });
});
