import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Agent, request as httpRequest } from "node:http";
import { createContainer } from "../../../packages/gantry/src/apply/container/create-container.ts";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { noPositions } from "../../../packages/gantry/src/model/position.ts";
import type { Service } from "../../../packages/gantry/src/model/service.ts";
import type { Stack } from "../../../packages/gantry/src/model/stack.ts";
import { describeStack } from "../../../packages/gantry/src/plan/describe-stack.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { readFileSources } from "../../../packages/gantry/src/plan/read-file-sources.ts";
import { readProxyFiles } from "../../../packages/gantry/src/proxy/configuration/read-proxy-files.ts";
import { fillProxyFiles } from "../../../packages/gantry/src/proxy/fill-proxy-files.ts";
import { manageProxies } from "../../../packages/gantry/src/proxy/manage-proxies.ts";
import { openProxy } from "../../../packages/gantry/src/proxy/open-proxy.ts";
import { prepareProxy } from "../../../packages/gantry/src/proxy/prepare-proxy.ts";
import type { ProxyDefinition } from "../../../packages/gantry/src/proxy/proxy-definition.ts";
import type { RunningProxy } from "../../../packages/gantry/src/proxy/running-proxy.ts";

export interface ProxySpec {
  kind: "caddy" | "nginx";
  image: string;
  /** Where the configuration lies in the container. */
  path: string;
  content: string;
  /** What the preset says of the container beside. */
  service: Service;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What a container of the application says of itself. */
export interface Identity {
  service: string;
  release: string;
  container: string;
}

/** A real proxy in front of real applications, as a deploy sets it up. Disposing of it removes everything. */
export interface Rig extends AsyncDisposable {
  engine: Engine;
  proxy: RunningProxy;
  definition: ProxyDefinition;
  containerId: string;
  /** What a stack with another configuration is deployed with. */
  manage(content: string): Promise<ProxyDefinition>;
  /** Starts one container of a service's release, and waits until it answers. */
  start(service: string, release: number): Promise<{ id: string; address: string }>;
  /** Where the proxy answers now. */
  port(): Promise<number>;
  ask(path: string, options?: { method?: string; body?: string; agent?: Agent }): Promise<Answer>;
  identify(path: string): Promise<Identity>;
}

const signal = () => AbortSignal.timeout(60_000);

export async function createRig({ kind, image, path, content, service }: ProxySpec): Promise<Rig> {
  const name = `gantry-proxy-${randomBytes(4).toString("hex")}`;
  const engine = await connectEngine();
  const { apiVersion } = await engine.ping();
  const app = await readFile(new URL("app.mjs", import.meta.url), "utf8");
  const stackWith = (configuration: string): Stack => ({
    name,
    services: {
      web: { image: "node:22-alpine", deploy: { replicas: 3 }, networks: { default: null } },
      api: { image: "node:22-alpine", networks: { default: null } },
      proxy: {
        image,
        configs: [{ source: "configuration", target: path }],
        ports: [{ target: 80, host_ip: "127.0.0.1" }],
        networks: { default: null },
        ...service,
      },
    },
    networks: { default: { name } },
    configs: { configuration: { content: configuration } },
  });
  const prepare = async (configuration: string) => {
    const loaded = { stack: stackWith(configuration), directory: process.cwd(), variables: {}, positions: noPositions };
    const { stack, proxies } = manageProxies(loaded.stack, await readProxyFiles(loaded));
    const fileContents = await readFileSources({ ...loaded, stack });
    const [definition] = proxies;
    if (!definition) throw new Error(`The ${kind} is not found.`);
    const desired = fillProxyFiles(describeStack(stack, { engine: { apiVersion }, fileContents }), proxies);
    return { desired, definition };
  };
  const mine = { labels: [`${label.project}=${name}`] };
  const remove = async () => {
    for (const { Id } of await engine.containers.list(mine)) {
      await engine.containers.remove(Id, { force: true, volumes: true });
    }
    for (const { Id } of await engine.networks.list(mine)) await engine.networks.remove(Id);
    for (const { Name } of await engine.volumes.list(mine)) await engine.volumes.remove(Name);
    await engine.close();
  };
  try {
    const { desired, definition } = await prepare(content);
    const network = desired.networks["default"];
    const spec = desired.services["proxy"]?.containers[0]?.spec;
    if (!network || !spec) throw new Error("The stack is not described as it should be.");
    await engine.networks.create(network.body);
    await prepareProxy(definition, desired, { engine, signal: signal() });
    const { id: containerId } = await createContainer(engine, `${name}-proxy-1`, spec, signal());
    await engine.containers.start(containerId);
    const port = async () => {
      const { NetworkSettings } = await engine.containers.inspect(containerId);
      return Number(NetworkSettings.Ports?.["80/tcp"]?.[0]?.HostPort);
    };
    const ask: Rig["ask"] = async (url, { method = "GET", body, agent } = {}) =>
      request(await port(), url, { method, ...(body !== undefined && { body }), ...(agent && { agent }) });
    let containers = 0;
    return {
      engine,
      definition,
      containerId,
      proxy: openProxy(definition, { engine, containerId, signal: AbortSignal.timeout(300_000) }),
      manage: async (configuration) => (await prepare(configuration)).definition,
      start: async (service, release) => {
        containers += 1;
        const { id } = await engine.containers.create(`${name}-${service}-r${release}-${containers}`, {
          Image: "node:22-alpine",
          Cmd: ["node", "--input-type=module", "-e", app],
          Env: [`SERVICE=${service}`, `RELEASE=${release}`],
          Labels: { [label.project]: name },
          HostConfig: { NetworkMode: name, Init: true },
          NetworkingConfig: { EndpointsConfig: { [name]: { Aliases: [service, `${service}-r${release}`] } } },
        });
        await engine.containers.start(id);
        const probe = "fetch('http://127.0.0.1:3000/').then(() => process.exit(0), () => process.exit(1))";
        for (;;) {
          const { exitCode } = await engine.exec(id, { command: ["node", "-e", probe], signal: signal() });
          if (exitCode === 0) break;
        }
        const { NetworkSettings } = await engine.containers.inspect(id);
        return { id, address: NetworkSettings.Networks[name]?.IPAddress ?? "" };
      },
      port,
      ask,
      identify: async (url) => JSON.parse((await ask(url)).body),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** One request to a port of this machine. */
export function request(
  port: number,
  path: string,
  { method, body, agent }: { method: string; body?: string; agent?: Agent },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: "127.0.0.1", port, path, method, agent: agent ?? false, headers: { host: "shop.example.com" } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.once("error", reject);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    sent.once("error", (error) => reject(Object.assign(error, { reused: sent.reusedSocket })));
    sent.end(body);
  });
}
