import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { redisOption } from "./shared/redis-option.ts";

export const rule = defineRule({
  id: "data-redis-password-ignored",
  group: "data",
  severity: "error",
  summary: "A Redis that is given a password asks for it",
  why: "The official images do not read REDIS_PASSWORD: only those of Bitnami did. They also switch Redis's protected mode off, so the server takes commands from everyone who reaches it, while the Compose file looks as if there were a password.",
  fix: "Start the server with --requirepass, or with a configuration file.",
  links: [
    "https://github.com/docker-library/docs/blob/master/redis/README.md#security",
    "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.command"],
  *check(facts) {
    for (const service of facts.services()) {
      const variable = ["REDIS_PASSWORD", "VALKEY_PASSWORD"].map((name) => service.env.get(name)).find(Boolean);
      const server = serverOf(service);
      if (!variable || !server || variable.value === "") continue;
      const words = service.startCommands.flatMap(({ argv }) => argv);
      if (words.some((word) => /^--(aclfile|user)$/.test(word)) || redisOption(service, "requirepass") !== "absent")
        continue;
      yield {
        at: variable.at,
        message: `"${service.name}" is given ${variable.name}, which its image does not read: everyone may use it.`,
        fix: { title: "Ask for the password", edits: askForIt(facts, service, server, variable.name) },
      };
    }
  },
});

/** The server's program, of the official images and what is built upon them. */
const serverOf = ({ image }: ServiceFacts): string | undefined =>
  image?.base.name === "redis" ? "redis-server" : image?.base.name === "valkey/valkey" ? "valkey-server" : undefined;

/** The shell in the container puts the value in, so that it is in no file and not in what docker inspect shows as the command. */
function askForIt(facts: Facts, service: ServiceFacts, server: string, name: string) {
  if (service.has("command") !== "no" || service.build !== undefined) return [];
  const script = `exec docker-entrypoint.sh ${server} --requirepass "$$${name}"`;
  return addEntry(facts, service.at(), "command", `["sh", "-c", '${script}']`);
}
