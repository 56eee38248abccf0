import { alpine, gatherCaddy } from "../caddy/caddy-binary.ts";
import { entrypoint, env, type Step } from "../dockerfile/stage.ts";
import { writeFile } from "../dockerfile/write-file.ts";
import { caddySettings } from "./caddy-settings.ts";
import { nginxSettings } from "./nginx-settings.ts";
import type { StaticFacts } from "./static-facts.ts";

/** What serves the files of a site. */
export interface FileServer {
  /** Where it comes from. */
  image: string;
  /** What the running image starts from. */
  system: string;
  /** Commands in `image` that put into `/out` what the running image needs of it. */
  gather(facts: StaticFacts): string[];
  /** The first steps of the runner. */
  settle: readonly Step[];
  program: readonly string[];
  /** Ends it once the answers in flight are out. */
  signal: string;
}

const nginxImage = "nginx:1-alpine-slim";

export const fileServers: Record<StaticFacts["server"], FileServer> = {
  nginx: {
    image: nginxImage,
    system: nginxImage,
    gather: (facts) => ["mkdir -p /out/etc/nginx", writeFile("/out/etc/nginx/nginx.conf", nginxSettings(facts))],
    // The script of the image would change settings, which it may not.
    settle: [entrypoint([])],
    program: ["nginx", "-e", "stderr", "-g", "daemon off;"],
    signal: "SIGQUIT",
  },
  caddy: {
    image: "caddy:2-alpine",
    system: alpine,
    gather: (facts) => [
      "mkdir -p /out/etc/caddy /out/usr/bin",
      ...gatherCaddy,
      writeFile("/out/etc/caddy/Caddyfile", caddySettings(facts)),
    ],
    settle: [env({ XDG_CONFIG_HOME: "/tmp", XDG_DATA_HOME: "/tmp" })],
    program: ["caddy", "run", "--config", "/etc/caddy/Caddyfile"],
    signal: "SIGTERM",
  },
};
