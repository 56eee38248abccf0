import { defineRule } from "../../rule.ts";
import { addVariable } from "./shared/add-variable.ts";
import { servedBy } from "./shared/served-by.ts";

export const rule = defineRule({
  id: "proxy-env-not-passed",
  group: "proxy",
  severity: "error",
  summary: "The proxy gets every variable that its configuration uses",
  why: "A .env file beside the Compose file is for the Compose file: a container only has what environment or env_file give it. Caddy puts nothing in the place of a variable that it does not have, so the site loses its address or its token; nginx gets the text ${NAME} itself and refuses to start.",
  fix: "List the variable under environment of the proxy's service.",
  links: [
    "https://caddyserver.com/docs/caddyfile/concepts#environment-variables",
    "https://hub.docker.com/_/nginx",
    "https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.environment"],
  *check(facts) {
    for (const { service, config } of servedBy(facts)) {
      const seen = new Set<string>();
      for (const { name, hasDefault, at } of config.variables) {
        if (hasDefault || seen.has(name) || ofImage.has(name) || service.env.has(name) !== "no") continue;
        seen.add(name);
        yield {
          at,
          message: `The configuration uses ${name}, which "${service.name}" does not get.`,
          related: [{ at: service.at(), message: "This service runs it." }],
          fix: {
            title: `Pass ${name} on`,
            edits: addVariable(facts, service, name, `\${${name}}`),
          },
        };
      }
    }
  },
});

/** What the images or Docker set. */
const ofImage = new Set([
  "HOME",
  "HOSTNAME",
  "PATH",
  "PWD",
  "CADDY_VERSION",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "NGINX_VERSION",
  "NGINX_LOCAL_RESOLVERS",
  "PKG_RELEASE",
]);
