import { posix } from "node:path";
import type { ImageBuild } from "../../facts/build/image-build.ts";
import { processCommands } from "../../facts/build/process-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";
import { standaloneOf } from "./shared/standalone.ts";

export const rule = defineRule({
  id: "image-next-bind-host",
  group: "image",
  severity: "error",
  summary: "A server that takes its address from HOSTNAME is given one",
  why: "Docker sets HOSTNAME in every container, to the container's id, so a default of 0.0.0.0 in the code never counts. The standalone server of Next.js listens on what that name resolves to, one address of one network: a health check on localhost is refused for ever, and with several networks the proxy may be refused as well.",
  fix: "Set ENV HOSTNAME=0.0.0.0 in the final stage.",
  links: [
    "https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
    "https://docs.docker.com/reference/cli/docker/container/run/#hostname",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const listening = production.builds.map((build) => ({ build, server: findServer(facts, production, build) }));
      const open = listening.find(({ build, server }) => server && isUnset(facts, production, build));
      if (open?.server) yield report(facts, production, open.server, open.build);
    }
  },
});

interface Server {
  readonly name: string;
  /** Where it is started. */
  readonly at: Place;
  /** Where it reads HOSTNAME. */
  readonly reads: Place | undefined;
}

function findServer(facts: Facts, production: ProductionStage, build: ImageBuild): Server | undefined {
  const standalone = standaloneOf(facts, production);
  for (const { argv, at } of processCommands(facts, build)) {
    const [program = "", ...rest] = unwrapCommand(argv);
    if (!/^(node|tsx|ts-node|bun)$/.test(posix.basename(program))) continue;
    const script = rest.find((word) => /\.[cm]?[jt]s$/.test(word));
    if (script === undefined) continue;
    const name = posix.basename(script);
    const own = ownServer(facts, name, build.context);
    if (own) return own.reads ? { name, at, reads: own.reads } : undefined;
    if (standalone && name === "server.js") return { name, at, reads: undefined };
  }
  return undefined;
}

/** A server of the repository by that name, and where it reads HOSTNAME. */
function ownServer(facts: Facts, name: string, context = ""): { reads: Place | undefined } | undefined {
  const stem = name.replace(/\.[cm]?[jt]s$/, "");
  const files = facts.repository
    .ofKind("script-source")
    .filter((path) => posix.basename(path).replace(/\.[cm]?[jt]s$/, "") === stem && path.startsWith(context))
    .filter((path) => !/(^|\/)(test|tests|__tests__|e2e|src\/app)\//.test(path));
  const [path] = files;
  if (path === undefined || files.length > 1) return undefined;
  const source = facts.repository.read(path);
  const match = source && /process\.env\.HOSTNAME|process\.env\[["']HOSTNAME["']\]/.exec(source.text);
  if (!source || !match) return { reads: undefined };
  // Only an address that is listened on counts, not a name for logs.
  if (!/\.listen\(|\bserve\(|hostname\b/.test(source.text)) return { reads: undefined };
  return { reads: source.placeOf(match.index, match.index + match[0].length) };
}

function isUnset(facts: Facts, { stage }: ProductionStage, build: ImageBuild): boolean {
  const known = build.service ? build.service.env.has("HOSTNAME") : stage.env.has("HOSTNAME") ? "yes" : "no";
  if (known !== "no") return false;
  // Set by the shell on the way.
  const texts = [
    ...stage.inherited
      .filter(({ keyword }) => /^(CMD|ENTRYPOINT)$/.test(keyword))
      .map(({ at }) => stage.source.line(at.line)),
    ...(build.service?.processDocuments ?? []).map(({ text }) => text),
    ...processCommands(facts, build).flatMap(({ script }) =>
      script ? (facts.repository.read(script)?.text ?? "") : [],
    ),
  ];
  return !texts.some((text) => /\bHOSTNAME=/.test(text));
}

function report(facts: Facts, { dockerfile, stage }: ProductionStage, server: Server, { service }: ImageBuild): Report {
  const where = service ? ` of "${service.name}"` : "";
  return {
    at: server.at,
    message: `The server ${server.name}${where} listens on HOSTNAME, which nothing sets: Docker makes it the container's id.`,
    ...(server.reads && {
      related: [{ at: server.reads, message: "Here the address is read: the default never counts." }],
    }),
    fix: setHostname(facts, dockerfile.path, stage),
  };
}

function setHostname(facts: Facts, file: string, stage: ProductionStage["stage"]): Fix | undefined {
  const start = stage.instructions.find(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
  const last = stage.instructions.at(-1) ?? stage.from;
  const line = start ? start.at.line : (last.at.endLine ?? last.at.line) + 1;
  return { title: "Listen on every address", edits: insertLines(facts, file, line, ["ENV HOSTNAME=0.0.0.0"]) };
}
