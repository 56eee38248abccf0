import { printNginxConfig } from "../../../packages/gantry/src/config/presets/nginx-config.ts";
import { describeProxy } from "./proxy.contract.ts";
import { sites } from "./sites.ts";

const content = printNginxConfig({ sites, local: true });

describeProxy({
  kind: "nginx",
  image: "nginx:alpine",
  path: "/etc/nginx/conf.d/default.conf",
  content,
  second: printNginxConfig({ sites, local: true, headers: { "X-Configuration": "second" } }),
  broken: content.replace("server_tokens", "no_such_directive"),
  service: {
    init: true,
    cap_drop: ["ALL"],
    cap_add: ["CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID"],
    security_opt: ["no-new-privileges:true"],
  },
  reloads: true,
  tellsStreams: false,
});
