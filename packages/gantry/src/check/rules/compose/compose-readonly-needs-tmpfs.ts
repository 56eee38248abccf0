import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import { covers } from "../../facts/service/covers.ts";
import { serviceDependency } from "../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { addTmpfs, addVolume } from "../../fix/edit-service.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-readonly-needs-tmpfs",
  group: "compose",
  severity: "error",
  summary: "A container with a read-only file system can write where its program must",
  why: "With read_only nothing outside mounts can be written to. nginx then ends because it cannot make its cache or its process file, Postgres has nowhere to put its socket, and Caddy cannot store the certificates that it was given. The container restarts for ever, or works until the first write.",
  fix: "Mount a tmpfs on folders for temporary files, and a volume where data is kept.",
  links: ["https://docs.docker.com/engine/storage/tmpfs/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.tmpfs", "services.*.volumes", "volumes"],
  *check(facts) {
    for (const service of facts.services()) {
      if (service.model.read_only !== true) continue;
      const at = service.at("read_only");
      const missing = writablePaths(service).filter((path) => covers(service, path, { writable: true }) === "no");
      const kept = missing.filter((path) => service.image?.knowledge?.dataPaths?.includes(path));
      const temporary = missing.filter((path) => !kept.includes(path));
      for (const path of kept) {
        yield {
          at,
          message: `"${service.name}" keeps data in ${path}, which is read-only.`,
          fix: {
            title: "Mount a volume there",
            edits: addVolume(facts, service, `${service.name}_${posix.basename(path)}`, path),
          },
        };
      }
      if (temporary.length > 0) {
        yield {
          at,
          message: `"${service.name}" must write to ${temporary.join(" and ")}, which ${temporary.length > 1 ? "are" : "is"} read-only.`,
          fix: { title: "Mount a tmpfs there", edits: mountTmpfs(facts, service, temporary) },
        };
      }
      const cache = nextCache(service);
      if (cache !== undefined && covers(service, cache, { writable: true }) === "no") {
        yield {
          at,
          severity: "warn",
          message: `Next.js of "${service.name}" stores images and pages in ${cache}, which is read-only.`,
          fix: { title: "Mount a tmpfs there", edits: mountTmpfs(facts, service, [cache]) },
        };
      }
    }
  },
});

/** Folders that the image's program writes to. What the image declares as a volume is one, and can be written to. */
function writablePaths({ image }: ServiceFacts): readonly string[] {
  // The variant without root keeps everything in one folder.
  if (image?.base.name.endsWith("nginx-unprivileged")) return ["/tmp"];
  // A server with settings of its own may keep its files elsewhere.
  if (image?.base.name.endsWith("nginx") && replacesSettings(image)) return [];
  const volumes = image?.knowledge?.volumes ?? [];
  return (image?.knowledge?.writablePaths ?? []).filter((path) => !volumes.includes(path));
}

/** Whether the image that is built on nginx has another main file than nginx brings. */
function replacesSettings({ stage }: NonNullable<ServiceFacts["image"]>): boolean {
  const lines = stage?.source.text.split("\n").filter((line) => !line.trimStart().startsWith("#")) ?? [];
  return lines.some((line) => /\/etc\/nginx\/nginx\.conf\b/.test(line));
}

/** The folder in which a Next.js server caches, beside its `server.js`. */
function nextCache(service: ServiceFacts): string | undefined {
  const workdir = service.model.working_dir ?? service.image?.stage?.workdir;
  if (workdir === undefined || service.is("node") !== "yes" || !serviceDependency(service, "next")) return undefined;
  const words = service.startCommands.flatMap(({ argv }) => argv);
  const server = words.find((word) => /(^|\/)server\.js$/.test(word));
  if (server !== undefined) return posix.join(posix.resolve(workdir, posix.dirname(server)), ".next/cache");
  return words.join(" ").includes("next start") ? posix.join(workdir, ".next/cache") : undefined;
}

/** All at once where there is none yet; otherwise one, and the next run adds the next. */
function mountTmpfs(facts: Facts, service: ServiceFacts, paths: readonly string[]): TextEdit[] {
  const [first, ...more] = paths;
  if (first === undefined) return [];
  if (more.length === 0 || service.has("tmpfs") !== "no") return addTmpfs(facts, service, first);
  const block = addEntry(
    facts,
    service.at(),
    "tmpfs",
    paths.map((path) => `- ${path}`),
  );
  return block.length > 0 ? block : addEntry(facts, service.at(), "tmpfs", `[${paths.join(", ")}]`);
}
