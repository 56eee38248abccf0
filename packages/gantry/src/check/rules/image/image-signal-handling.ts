import { posix } from "node:path";
import type { Statement, SyntaxNode } from "unbash";
import { forEachChild } from "unbash";
import { startedScript } from "../../facts/build/process-commands.ts";
import type { Instruction } from "../../facts/dockerfile/instruction.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";

export const rule = defineRule({
  id: "image-signal-handling",
  group: "image",
  severity: "warn",
  summary: "The first process of a container passes SIGTERM on, or obeys it",
  why: "Docker sends SIGTERM to the first process alone, and the kernel ignores it there when the process has no handler. A shell, a package manager or sleep in that place leaves the application unaware: it goes on for ten seconds, then it is killed in the middle of requests and writes. Each deployment and each restart takes that long, and each one breaks what is in flight.",
  fix: "Start the program with the JSON form, or with exec in the script; for what does not obey, set init: true.",
  links: [
    "https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example",
    "https://docs.docker.com/reference/build-checks/json-args-recommended/",
    "https://docs.docker.com/reference/compose-file/services/#init",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.init"],
  *check(facts) {
    for (const production of productionStages(facts)) yield* checkImage(facts, production);
    yield* findIdle(facts);
    for (const service of facts.productionServices()) {
      const { command, entrypoint } = service.model;
      if ((!command && !entrypoint) || service.model.init === true || endsByItself(service)) continue;
      yield* checkService(facts, service);
    }
  },
});

/** Images that only wait to be entered, for development too: each stop takes the ten seconds. */
function* findIdle(facts: Facts): Generator<Report> {
  for (const { by, production, stage, dockerfilePath } of facts.builds) {
    const first = stage?.last("ENTRYPOINT") ?? stage?.last("CMD");
    const deaf = first?.exec ? deafProgram(first.words.map(({ text }) => text)) : undefined;
    if (by !== "nobody" || production || !first || !deaf?.includes(" ") || /devcontainer/.test(dockerfilePath ?? ""))
      continue;
    yield { at: first.at, message: `The first process is ${deaf}, which ${deafReason(deaf)}.` };
  }
}

/** What starts the program of an image: the entrypoint, or else the command. */
function* checkImage(facts: Facts, { stage, builds, image }: ProductionStage): Generator<Report> {
  const concerned = builds.filter(({ service }) => {
    const model = service?.model;
    return !service || (!model?.entrypoint && !model?.command && model?.init !== true && !endsByItself(service));
  });
  const [build] = concerned;
  const own = stage.last("ENTRYPOINT");
  const entrypoint = own && own.words.length > 0 ? own : undefined;
  const command = stage.last("CMD");
  const first = entrypoint ?? command;
  if (!build || !first) return;
  const services = concerned.flatMap(({ service }) => service ?? []);
  // The bases' own entrypoints begin with tini or exec.
  if (first.shell) {
    if (isExec(first.shell) || image.shell === "no") return;
    yield {
      at: first.at,
      message: `The ${first.keyword} is a text for a shell, which is the first process and passes no signals on.`,
      fix: jsonForm(facts, first),
    };
    return;
  }
  const words = [...first.words, ...(entrypoint && command?.exec ? command.words : [])];
  const argv = words.map(({ text }) => text);
  const deaf = deafProgram(argv);
  if (deaf) {
    const [service] = services;
    yield {
      at: first.at,
      message: `The first process is ${deaf}, which ${deafReason(deaf)}.`,
      ...(service && { fix: addInit(facts, service) }),
    };
    return;
  }
  const script = startedScript(facts, argv, build.context);
  if (script !== undefined && !isInit(argv[0])) yield* checkScript(facts, script);
}

function* checkService(facts: Facts, service: ServiceFacts): Generator<Report> {
  const { argv } = service;
  if (!argv || isInit(argv[0]) || (service.model.command && !service.model.entrypoint && entrypointRunsOn(service)))
    return;
  const at = service.at(service.model.entrypoint ? "entrypoint" : "command");
  const deaf = deafProgram(argv);
  if (deaf) {
    yield {
      at,
      message: `The first process of "${service.name}" is ${deaf}, which ${deafReason(deaf)}.`,
      fix: addInit(facts, service),
    };
    return;
  }
  const script = startedScript(facts, argv, service.build?.context);
  if (script !== undefined) yield* checkScript(facts, script);
}

/** An image's entrypoint that is not known: it may pass signals on. */
const entrypointRunsOn = ({ image }: ServiceFacts): boolean => {
  const entrypoint = image?.stage?.last("ENTRYPOINT");
  if (entrypoint) return true;
  // Node and Python have none, or one that ends with exec; a bare system has none.
  return image?.knowledge?.role !== "runtime" && image?.knowledge?.role !== "base";
};

/** A job that others wait for until it is done: there is nothing to stop. */
const endsByItself = ({ name, model, stack }: ServiceFacts): boolean =>
  model.restart === "no" ||
  Object.values(stack.model.services).some(
    ({ depends_on }) => depends_on?.[name]?.condition === "service_completed_successfully",
  );

const isInit = (program: string | undefined): boolean =>
  /^(.*\/)?(tini|dumb-init|catatonit|init|s6-svscan|supervisord|pm2-runtime|pid1|entr|docker-init)$/.test(
    program ?? "",
  );

function deafProgram(argv: readonly string[]): string | undefined {
  const name = posix.basename(argv[0] ?? "");
  if (/^(npm|pnpm|yarn|npx)$/.test(name)) return name;
  if (name === "sleep" && argv[1] === "infinity") return "sleep infinity";
  if (name === "tail" && argv.some((word) => /^-[a-z]*[fF]$/.test(word))) return "tail -f";
  return undefined;
}

const deafReason = (program: string): string =>
  /^(sleep|tail)/.test(program)
    ? "ignores SIGTERM in that place"
    : "does not reliably pass SIGTERM on to the program that it starts";

const addInit = (facts: Facts, service: ServiceFacts): Fix => ({
  title: "Put a small init before it",
  edits: addEntry(facts, service.at(), "init", "true"),
});

const isExec = (document: ShellDocument): boolean =>
  document.script.commands.some((statement) => execs(statement)) || /\btrap\b[\s\S]*\bwait\b/.test(document.text);

const execs = (root: SyntaxNode): boolean => {
  let found = false;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Command" && node.name?.value === "exec" && node.args.length > 0) found = true;
    else forEachChild(node, visit);
  };
  visit(root);
  return found;
};

/** `CMD node server.js` as `CMD ["node", "server.js"]`, where nothing of it needs a shell. */
function jsonForm(facts: Facts, { shell, keyword }: Instruction): Fix | undefined {
  const [statement] = shell?.script.commands ?? [];
  const [command] = shell?.commands ?? [];
  if (!shell || !command || !statement || shell.script.commands.length !== 1 || statement.command.type !== "Command")
    return undefined;
  if (
    command.assignments.size > 0 ||
    command.redirects.length > 0 ||
    command.words.some((word) => !word.literal || /[*?[~{]/.test(word.text))
  )
    return undefined;
  const source = facts.repository.read(shell.file);
  const [first] = command.words;
  const last = command.words.at(-1);
  if (!source || !first || !last) return undefined;
  const start = source.offsetAt(first.at);
  const end = source.offsetAt({ line: last.at.endLine ?? last.at.line, column: last.at.endColumn ?? last.at.column });
  const text = `[${command.argv.map((word) => JSON.stringify(word)).join(", ")}]`;
  return { title: `Write ${keyword} in JSON form`, edits: [{ file: shell.file, start, end, text }] };
}

/** A script of which no way ends in exec. */
function* checkScript(facts: Facts, path: string): Generator<Report> {
  const source = facts.repository.read(path);
  if (!source) return;
  const document = new ShellDocument(Snippet.slice(source), { type: "script" });
  const last = document.script.commands.at(-1);
  if (!last || isExec(document) || /^\s*(\.|source)\s/m.test(source.text)) return;
  const end = finalCommand(last);
  const name = end?.name?.value ?? "";
  // What ends by itself, waits, or is somebody's own function.
  if (/^(exit|return|wait|echo|true|:|main|run|start)$/.test(name) || document.text.includes(`${name}()`)) return;
  const at: Place = document.place(end ?? last);
  const start = end?.name ? document.snippet.offsetAt(end.pos) : undefined;
  const plain = end !== undefined && end.prefix.length === 0 && last.command.type === "Command";
  yield {
    at,
    message: `The script ${posix.basename(path)} is the first process, and starts its program without exec: signals end at the shell.`,
    ...(plain &&
      start !== undefined && {
        fix: { title: "Hand the process over with exec", edits: [{ file: path, start, end: start, text: "exec " }] },
      }),
  };
}

function finalCommand({ command }: Statement) {
  const node = command.type === "AndOr" ? command.commands.at(-1) : command;
  const end = node?.type === "Pipeline" ? node.commands.at(-1) : node;
  return end?.type === "Command" ? end : undefined;
}
