import type { Port } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { assetsFolder, proxyFolder } from "../volume/layout.ts";
import { frontCaddyfile } from "./front-caddyfile.ts";
import { frontNetwork, frontProject, frontService, mainCaddyfile } from "./front-names.ts";

const second = 1e9;
const volumes = ["data", "config", "stacks", "assets"];

/** Either of the two programs is in most images; in one without, a Caddy that runs has to do. */
const url = "http://127.0.0.1:2019/config/";
const test = [
  `if command -v wget >/dev/null; then wget -q -O /dev/null ${url};`,
  `elif command -v curl >/dev/null; then curl -fsS -o /dev/null ${url}; fi`,
].join(" ");

/** The front as a stack of its own. Its Caddyfile never changes, so that no stack's deploy replaces it. */
export function frontStack({ image, ports }: { image: string; ports: readonly Port[] }): Stack {
  return {
    name: frontProject,
    services: {
      [frontService]: {
        image,
        init: true,
        restart: "unless-stopped",
        stop_grace_period: 30 * second,
        security_opt: ["no-new-privileges:true"],
        cap_drop: ["ALL"],
        cap_add: ["NET_BIND_SERVICE"],
        logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
        deploy: { resources: { limits: { memory: 512 << 20 } } },
        healthcheck: {
          test: ["CMD-SHELL", test],
          interval: 10 * second,
          timeout: 5 * second,
          retries: 5,
          start_period: 10 * second,
        },
        ports: [...ports],
        configs: [{ source: "caddyfile", target: mainCaddyfile }],
        volumes: [
          { type: "volume", source: "data", target: "/data" },
          { type: "volume", source: "config", target: "/config" },
          { type: "volume", source: "stacks", target: proxyFolder },
          { type: "volume", source: "assets", target: assetsFolder },
        ],
        networks: { egress: null, stacks: null },
        // A deploy of one stack does not interrupt the others: it is replaced when it is named.
        "x-gantry": { preset: "caddy", stateful: true },
      },
    },
    // Whoever joins the network of the stacks gets no way out by it.
    networks: { egress: { name: `${frontProject}_egress` }, stacks: { name: frontNetwork, internal: true } },
    volumes: Object.fromEntries(volumes.map((key) => [key, { name: `${frontProject}_${key}` }])),
    configs: { caddyfile: { content: frontCaddyfile } },
  };
}

/** The contents of its configs, as `readFileSources` returns them. */
export const frontFiles: ReadonlyMap<string, Uint8Array> = new Map([
  ["configs.caddyfile", Buffer.from(frontCaddyfile)],
]);
