import { covers, isWithin } from "../../facts/service/covers.ts";
import { runsOwnProgram } from "../../facts/service/runs-own-program.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { addVolume } from "../../fix/edit-service.ts";
import { defineRule } from "../../rule.ts";
import { isOpenPort } from "../network/shared/is-open-port.ts";
import { queueUse } from "./shared/queue-use.ts";
import { redisOption } from "./shared/redis-option.ts";

export const rule = defineRule({
  id: "data-state-not-persisted",
  group: "data",
  severity: "error",
  summary: "What a service of production keeps is on a volume",
  why: "Data in the container itself, or in a volume without a name, goes away with the container: the next image, a changed variable or docker compose down begins with an empty database, new certificates until the authority refuses more, or a job queue without its jobs.",
  fix: "Mount a named volume on the folder in which the service keeps its data.",
  links: ["https://docs.docker.com/engine/storage/volumes/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.volumes", "volumes"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      for (const path of dataPaths(service)) {
        if (!path.startsWith("/") || hasUnknown(path) || covers(service, path) !== "no") continue;
        if ((service.model.volumes ?? []).some(({ target }) => isWithin(target, path))) continue;
        yield {
          at: service.at(),
          message: `"${service.name}" keeps its data in ${path}, and nothing is mounted there: it is lost with the container.`,
          fix: { title: "Mount a named volume there", edits: addVolume(facts, service, `${service.name}_data`, path) },
        };
      }
      const jobs = losesJobs(service);
      if (jobs) yield jobs;
    }
  },
});

/** Where the service keeps what must outlive it. */
function dataPaths(service: ServiceFacts): readonly string[] {
  if (!runsOwnProgram(service)) return [];
  const { knowledge, family = "" } = service.image ?? {};
  const paths = knowledge?.dataPaths ?? [];
  switch (knowledge?.role) {
    case "database":
    case "search":
    case "storage":
    case "queue":
    case "application":
      return movedPaths(service) ?? paths;
    case "cache":
      return family === "redis" && isKept(service) ? paths : [];
    case "proxy":
      // Certificates, which only a Caddy at the edge asks for.
      return family === "caddy" && (service.model.ports ?? []).some((port) => port.target === 443 && isOpenPort(port))
        ? paths
        : [];
    default:
      return [];
  }
}

const flags = ["--data-dir", "--dbpath", "--datadir", "--db-path", "--path.data"];
const variables = ["PGDATA", "TYPESENSE_DATA_DIR", "MEILI_DB_PATH", "N8N_USER_FOLDER"];

/** Another folder that the command or the environment names; none when it cannot be told. */
function movedPaths(service: ServiceFacts): readonly string[] | undefined {
  const words = service.startCommands.flatMap(({ argv }) => argv).flatMap((word) => word.split("="));
  for (const flag of flags) {
    const index = words.indexOf(flag);
    if (index >= 0) return [words[index + 1] ?? ""];
  }
  if (service.is("minio") === "yes" && words.includes("server")) return [words[words.indexOf("server") + 1] ?? ""];
  for (const name of variables) {
    const variable = service.env.get(name);
    if (variable) return [variable.value];
  }
  return service.env.isOpen ? [] : undefined;
}

/** Whether a Redis is told to keep what it has, or has jobs. */
function isKept(service: ServiceFacts): boolean {
  const appendOnly = redisOption(service, "appendonly");
  if (typeof appendOnly === "object" && appendOnly.value === "yes") return true;
  const save = redisOption(service, "save");
  if (typeof save === "object") return save.value !== "" && save.value !== '""';
  return queueUse(service) !== undefined;
}

/** Inngest keeps everything in a file of its own and in memory unless it is given databases. */
function losesJobs(service: ServiceFacts) {
  if (service.is("inngest") !== "yes") return undefined;
  const words = service.startCommands.flatMap(({ argv }) => argv).join(" ");
  const isGiven =
    /--(postgres-uri|redis-uri)\b/.test(words) ||
    [...service.env].some(({ name }) => /^INNGEST_(POSTGRES|REDIS)_URI$/.test(name));
  const mounts = [...(service.model.volumes ?? []), ...(service.model.volumes_from ?? [])];
  if (!/(^|\s)start(\s|$)/.test(words) || isGiven || service.env.isOpen || mounts.length > 0) return undefined;
  return {
    at: service.at(),
    message: `"${service.name}" keeps runs and queues in a file of its container: they are lost with it.`,
    advice: "Give it --postgres-uri and --redis-uri, or a volume at its --sqlite-dir.",
  };
}
