import { defineRule } from "../../rule.ts";
import { addArguments } from "./shared/add-arguments.ts";

export const rule = defineRule({
  id: "health-postgres-socket-race",
  group: "health",
  severity: "warn",
  summary: "A probe of Postgres asks over TCP",
  why: "On a fresh volume the image first starts a server for its init scripts, which listens on the Unix socket only, and then starts anew. pg_isready without -h asks the socket: it is green in between, and what waits for the database runs into a refused connection.",
  fix: "Add -h 127.0.0.1.",
  links: ["https://github.com/docker-library/postgres/blob/master/docker-entrypoint.sh"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const service of facts.services()) {
      const { health } = service;
      if (!health || service.is("postgres") !== "yes" || service.env.has("PGHOST") !== "no") continue;
      for (const command of health.commands) {
        const { argv } = command;
        if (!/^(pg_isready|psql)$/.test(argv[0] ?? "")) continue;
        if (argv.some((word) => /^(-h|--host)/.test(word) || /^postgres(ql)?:|\bhost=/.test(word))) continue;
        yield {
          at: command.at,
          message: `The health check of "${service.name}" asks the Unix socket: it is green while the init scripts still run.`,
          fix: { title: "Ask over TCP", edits: addArguments(facts, health, command, 1, ["-h", "127.0.0.1"]) },
        };
      }
    }
  },
});
