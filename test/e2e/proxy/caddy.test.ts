import { printCaddyfile } from "../../../packages/gantry/src/config/presets/caddyfile.ts";
import { describeProxy } from "./proxy.contract.ts";
import { sites } from "./sites.ts";

const content = printCaddyfile({ sites, local: true });

describeProxy({
  kind: "caddy",
  image: "caddy:2-alpine",
  path: "/etc/caddy/Caddyfile",
  content,
  second: printCaddyfile({ sites, local: true, headers: { "X-Configuration": "second" } }),
  broken: content.replace("\tencode", "\tno_such_directive\n\tencode"),
  reloads: false,
});
