import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProject, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
let other: TestProject;
beforeEach(async () => {
  [project, other] = await Promise.all([createProject(), createProject()]);
});
afterEach(() => Promise.all([project[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]));

const publishing = (port: number) =>
  sleeper({ ports: [{ target: 80, published: String(port), host_ip: "127.0.0.1", protocol: "tcp", mode: "ingress" }] });

async function freePort(): Promise<{ port: number; close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("A server has no port.");
  return { port: address.port, close: () => void server.close() };
}

async function nothingOf({ engine, name, containers }: TestProject): Promise<boolean> {
  const labels = [`com.docker.compose.project=${name}`];
  const left = await Promise.all([containers(), engine.networks.list({ labels }), engine.volumes.list({ labels })]);
  return left.every((found) => found.length === 0);
}

test("a taken port names the container that has it and its project, and nothing is changed", async () => {
  const { port, close } = await freePort();
  close();
  await other.up({ web: publishing(port) });
  const error = await project.failUp({ web: publishing(port) });
  expect(error.code).toBe("port-taken");
  expect(error.message).toBe(
    `services.web.ports: port 127.0.0.1:${port} is taken by the container ${other.name}-web-1 of the project ${other.name}.`,
  );
  expect(await nothingOf(project)).toBe(true);
});

test("a port that a process of this machine has names that process", async () => {
  const { port, close } = await freePort();
  try {
    const error = await project.failUp({ web: publishing(port) });
    expect(error.code).toBe("port-taken");
    expect(error.message).toContain(`(process ${process.pid})`);
    expect(await nothingOf(project)).toBe(true);
  } finally {
    close();
  }
});

test("a service that keeps its port is replaced without complaint", async () => {
  const { port, close } = await freePort();
  close();
  await project.up({ web: publishing(port) });
  await project.up({ web: { ...publishing(port), environment: { VERSION: "2" } } });
  expect((await project.container("web")).Config.Env).toContain("VERSION=2");
});

test("an image that cannot be pulled changes nothing", async () => {
  const error = await project.failUp(
    { db: sleeper(), web: sleeper({ image: "localhost:1/no/such/image:1" }) },
    { stack: { volumes: { data: { name: `${project.name}_data` } } } },
  );
  expect(error.code).toBe("image-missing");
  expect(error.message).toBe("web: the image localhost:1/no/such/image:1 cannot be had.");
  expect(error.fix).toContain("docker login localhost:1");
  expect(await nothingOf(project)).toBe(true);
});

test("a bind mount whose source is not there is named before anything is changed", async () => {
  const error = await project.failUp({
    web: sleeper({
      volumes: [{ type: "bind", source: "/no/such/folder", target: "/data", bind: { create_host_path: false } }],
    }),
  });
  expect(error.code).toBe("bind-source-missing");
  expect(error.message).toBe("services.web.volumes: /no/such/folder, mounted at /data, is not there.");
  expect(await nothingOf(project)).toBe(true);
});
