import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSharedHost, type SharedHost, type SharedStack } from "./shared-rig.ts";

let host: SharedHost;
let shop: SharedStack;
let blog: SharedStack;
beforeAll(async () => {
  host = await createSharedHost({ http: 18_205, https: 18_206 });
  [shop, blog] = [await host.add("shop.test"), await host.add("blog.test")];
});
afterAll(() => host?.[Symbol.asyncDispose]());

const succeed = async (finished: ReturnType<SharedStack["gantry"]>) => {
  const result = await finished;
  expect(result.stderr + result.stdout, result.stderr).not.toContain("error:");
  expect(result.code).toBe(0);
  return result;
};

describe.sequential("two stacks that share the front of a host", () => {
  test("both are deployed for the first time at once, and there is one front", async () => {
    const deploys = [shop.deploy({ version: "shop 1" }), blog.deploy({ version: "blog 1" })];
    for (const deploy of deploys) expect((await succeed(deploy)).stderr).toContain("for all stacks of the host");
    expect((await host.front()).map(({ name }) => name)).toEqual(["gantry-front-caddy-1"]);
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 1" });
    expect(await blog.ask()).toMatchObject({ status: 200, body: "blog 1" });
    const { stderr } = await succeed(blog.deploy({ version: "blog 1" }));
    expect(stderr).toContain("nothing has changed");
  });

  test("both have a web, and neither meets the other's by that name", async () => {
    const [ofShop, ofBlog] = [await shop.lookUp("web"), await blog.lookUp("web")];
    expect([ofShop, ofBlog]).toMatchObject([{ length: 1 }, { length: 1 }]);
    expect(ofShop).not.toEqual(ofBlog);
    expect(await blog.lookUp("web-r1")).toHaveLength(1);
    expect(await blog.lookUp(`web.${shop.name}.internal`)).toHaveLength(1);
  });

  test("a deploy of one loses no request of either", async () => {
    const front = await host.front();
    const loads = [await shop.load(), await blog.load()];
    const { stderr } = await succeed(shop.deploy({ version: "shop 2" }));
    const [ofShop, ofBlog] = await Promise.all(loads.map((load) => load.stop()));
    console.info(`requests behind one front: ${ofShop?.requests} and ${ofBlog?.requests}`);
    for (const tally of [ofShop, ofBlog]) expect(tally).toMatchObject({ failures: [], idleResets: 0 });
    expect(ofShop?.versions.toSorted()).toEqual(["shop 1", "shop 2"]);
    expect(ofBlog?.versions).toEqual(["blog 1"]);
    expect(stderr).not.toContain("for all stacks of the host");
    expect(await host.front()).toEqual(front);
  });

  test("a host of the other one is refused by name, by the plan too, and nothing has changed", async () => {
    const refused = await blog.deploy({ version: "blog 2", host: "shop.test" });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`routes: shop.test belongs to the stack "${shop.name}" on this host.`);
    const planned = await blog.gantry("plan");
    expect(planned.stderr).toContain(`shop.test belongs to the stack "${shop.name}"`);
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 2" });
    expect(await blog.ask()).toMatchObject({ status: 200, body: "blog 1" });
    const away = await blog.gantry("-p", "gantry-front", "down", "--remove-orphans");
    expect(away.stderr).toMatch(/gantry-front answers for .*" on this host/);
    expect(JSON.parse((await succeed(blog.gantry("releases", "-a", "--json"))).stdout).releases).toHaveLength(1);
  });

  test("what Caddy refuses of one is told in its words, and both go on", async () => {
    const { code, stderr } = await blog.deploy({ version: "blog 2", lines: ["no_such_directive"] });
    expect(code).toBe(2);
    expect(stderr).toContain("unrecognized directive: no_such_directive");
    expect(stderr).toContain("r1 serves as before");
    expect(await blog.ask()).toMatchObject({ status: 200, body: "blog 1" });
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 2" });
  });

  test("a version that does not prove itself takes its routes back with it", async () => {
    const lines = ["header X-Try yes"];
    const { code, stderr } = await blog.deploy({ version: "blog 3", mood: "wrong to visitors", lines });
    expect(code).toBe(1);
    expect(stderr).toContain("answered 500 after the switch");
    const { body, headers } = await blog.ask();
    expect(body).toBe("blog 1");
    expect(headers).not.toHaveProperty("x-try");
  });

  test("a deploy that is killed once its routes are loaded is taken back by the next one", async () => {
    const lines = ["header X-Release killed"];
    await blog.describe({ version: "blog 4", lines });
    const killed = blog.start("deploy", "--yes", "--json", "--watch", "60s");
    for await (const line of createInterface({ input: killed.child.stdout })) {
      if (line.includes('"step-start"') && line.includes('"watch"')) break;
    }
    expect((await blog.ask()).headers).toMatchObject({ "x-release": "killed" });
    killed.child.kill("SIGKILL");
    await killed.finished;
    const { stderr } = await succeed(blog.deploy({ version: "blog 5", lines: ["header X-Later yes"] }));
    expect(stderr).toContain("unfinished deploy ended");
    const { body, headers } = await blog.ask();
    expect([body, headers["x-release"], headers["x-later"]]).toEqual(["blog 5", undefined, "yes"]);
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 2" });
  });

  test("maintenance is one stack's alone, and so is a rollback, which brings the old routes back", async () => {
    await succeed(blog.gantry("maintenance", "on"));
    expect((await blog.ask()).status).toBe(503);
    expect((await shop.ask()).status).toBe(200);
    await succeed(blog.gantry("maintenance", "off"));
    // A stream is under way until its container stops, and the front knows it.
    const stream = blog.ask(blog.host, "/events");
    const { stderr } = await succeed(blog.gantry("rollback", "r1", "--yes", "--watch", "500ms", "--drain", "0s"));
    expect(stderr).toContain("1 request was still under way on the old version");
    expect((await stream).body).toContain("data: blog 5");
    const { body, headers } = await blog.ask();
    expect(body).toBe("blog 1");
    expect(headers).not.toHaveProperty("x-later");
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 2" });
  });

  test("a typed stack has its certificates there, and other ports than the front's are refused", async () => {
    const docs = await host.add("docs.test", { typed: true });
    await succeed(docs.deploy({ version: "docs 1" }));
    expect(await docs.ask()).toMatchObject({ status: 200, body: "docs 1" });
    expect(await shop.ask("docs.test")).toMatchObject({ status: 308 });
    const elsewhere = await docs.deploy({ version: "docs 1", https: 18_207 });
    expect(elsewhere.stderr).toMatch(new RegExp(`publishes .*18206:443.* for .*"${shop.name}".*, and not 18207:443`));
    expect(await docs.ask()).toMatchObject({ status: 200, body: "docs 1" });
  });

  test("files of earlier releases are kept for pages that are open", async () => {
    await succeed(blog.deploy({ version: "a", assets: true }));
    await succeed(blog.deploy({ version: "b", assets: true }));
    const texts = await Promise.all(["a", "b"].map((each) => blog.ask(blog.host, `/assets/${each}.js`)));
    expect(texts.map(({ body }) => body)).toEqual(["chunk of a", "b"]);
    expect((await shop.ask(shop.host, "/assets/a.js")).body).toBe("shop 2");
  });

  test("one that goes down leaves the other serving, and its host to others", async () => {
    const front = await host.front();
    await succeed(blog.gantry("down"));
    expect(await shop.ask()).toMatchObject({ status: 200, body: "shop 2" });
    expect((await blog.ask()).body).toBe("");
    await succeed(shop.deploy({ version: "shop 3", host: "blog.test" }));
    expect(await shop.ask("blog.test")).toMatchObject({ status: 200, body: "shop 3" });
    expect(await host.front()).toEqual(front);
  });

  test("a front that was removed is made anew when nothing else has changed, unless something has its ports", async () => {
    await host.removeFront();
    const remove = await host.takePort();
    const refused = await shop.deploy({ version: "shop 3", host: "blog.test" });
    await remove();
    expect(refused.stderr).toMatch(
      /port 18205, which the front of this host is to have, is taken by the container \S+/,
    );
    expect(await host.front()).toEqual([]);
    await succeed(shop.deploy({ version: "shop 3", host: "blog.test" }));
    expect(await shop.ask("blog.test")).toMatchObject({ status: 200, body: "shop 3" });
  });

  test("a stack that gets a proxy of its own gives its hosts back", async () => {
    await succeed(shop.deploy({ version: "shop 4", host: "blog.test", own: 18_207 }));
    // It was the last one: the front listens on nothing.
    await expect(shop.ask("blog.test")).rejects.toThrow("ECONNREFUSED");
    expect(await host.front()).toHaveLength(1);
  });
});
