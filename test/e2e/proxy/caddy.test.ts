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
  // One that is built with modules has a read-only root.
  service: {
    init: true,
    cap_drop: ["ALL"],
    cap_add: ["NET_BIND_SERVICE"],
    security_opt: ["no-new-privileges:true"],
    read_only: true,
  },
  reloads: false,
  tellsStreams: true,
});
