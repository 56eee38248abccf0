import { posix } from "node:path";
import { workdirAt } from "../../facts/dockerfile/workdir-at.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "host-cron-path-missing",
  group: "host",
  severity: "error",
  summary: "Crontabs, units and containers start scripts where they are",
  why: 'cron writes "not found" to a mailbox that nobody reads, and goes on. The path in the crontab was right on the day it was typed; then the script moved into a folder of the repository, or the repository was cloned elsewhere, and the backup has not run since.',
  fix: "Write the path as it is below the folder to which the repository is deployed.",
  links: ["https://man7.org/linux/man-pages/man5/crontab.5.html"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const job of facts.cronJobs) {
      for (const command of job.shell.commands) {
        const bare = command.words.slice(command.words.length - unwrapCommand(command.argv).length);
        // A system's crontab has a user before it, some lines a shell.
        const word = bare.slice(0, 2).find(({ text }) => text.startsWith("/") && !/\/(ba|da)?sh$/.test(text));
        if (word?.literal) yield* checkHostPath(facts, word.text, word.at);
      }
    }
    for (const path of facts.repository.ofKind("systemd")) yield* checkUnit(facts, path);
    yield* checkMounted(facts);
  },
});

/** A script that the repository has in another place. */
function* checkHostPath(facts: Facts, path: string, at: Place): Generator<Report> {
  if (!path.startsWith("/") || !/\.(sh|bash|py|js|ts|rb|pl)$/.test(path)) return;
  const name = posix.basename(path);
  const candidates = [...facts.repository.files].filter((file) => posix.basename(file) === name);
  const [script] = candidates;
  // Scripts that only the server has are not known, nor is which of several is meant.
  if (script === undefined || candidates.length > 1) return;
  if (comesThere(facts, path, name)) return;
  const root = deployFolder(facts, path);
  const expected = root === undefined ? undefined : posix.join(root, script);
  if (path.endsWith(`/${script}`) && (expected === undefined || expected === path)) return;
  // Its folder has another name, or it lies deeper: whatever the repository's folder is called, this is not it.
  const parent = posix.dirname(script);
  if (expected === undefined && (parent === "." || path.endsWith(`/${script}`))) return;
  if (expected === path) return;
  yield {
    at,
    message:
      expected === undefined
        ? `The repository has ${name} in ${parent}/, so it is not at ${path}.`
        : `The repository is deployed to ${root}, so ${name} is at ${expected} and not at ${path}.`,
    related: [{ at: { file: script, line: 1, column: 1 }, message: "This is the script." }],
    ...fixOf(facts, at, path, expected ?? posix.join(posix.dirname(path), script)),
  };
}

const fixOf = (facts: Facts, at: Place, from: string, to: string): { fix: Fix } => ({
  fix: { title: `Start ${to}`, edits: replaceWithin(facts, at, from, to), suggestion: true },
});

/** Where documentation, scripts or workflows put the repository: the folder of a clone, or one that a deployment works in. */
function deployFolder(facts: Facts, path: string): string | undefined {
  for (const { argv } of facts.commands()) {
    const [program, verb] = argv;
    if (program === "git" && verb === "clone") {
      const target = argv.at(-1) ?? "";
      if (target.startsWith("/") && path.startsWith(`${target.replace(/\/$/, "")}/`)) return target.replace(/\/$/, "");
    }
    if (program === "cd") {
      const target = (argv[1] ?? "").replace(/\/$/, "");
      if (target.startsWith("/") && target.split("/").length > 2 && path.startsWith(`${target}/`)) return target;
    }
  }
  return undefined;
}

/** Something copies it to just that place: a command, a Dockerfile, a mount. */
function comesThere(facts: Facts, path: string, name: string): boolean {
  const folder = posix.dirname(path);
  const isTarget = (text: string): boolean => {
    const clean = text.replace(/^[^/]*:(?=\/)/, "").replace(/\/$/, "");
    return clean === path || clean === folder;
  };
  for (const { argv } of facts.commands()) {
    const program = posix.basename(unwrapCommand(argv)[0] ?? "");
    if (/^(cp|scp|install|rsync|mv|ln|tee|curl|wget|sftp)$/.test(program) && argv.slice(1).some(isTarget)) return true;
  }
  for (const { steps } of facts.workflows.flatMap(({ jobs }) => jobs)) {
    if (steps.some((step) => [...step.with.values()].some(({ text }) => text.split(/\s+/).some(isTarget)))) return true;
  }
  for (const stage of facts.dockerfiles.flatMap(({ stages }) => stages)) {
    for (const instruction of stage.instructions) {
      const { keyword, words } = instruction;
      if (keyword !== "COPY" && keyword !== "ADD") continue;
      const sources = words.slice(0, -1).map(({ text }) => posix.basename(text));
      if (!sources.some((source) => source === name || source === "." || !/\.\w+$/.test(source))) continue;
      const target = posix.resolve(workdirAt(stage, instruction) ?? "/app", words.at(-1)?.text ?? ".");
      if (path === target || path.startsWith(target === "/" ? target : `${target}/`)) return true;
    }
  }
  return [...facts.services()].some(({ model }) =>
    (model.volumes ?? []).some(({ target }) => path === target || path.startsWith(`${target.replace(/\/$/, "")}/`)),
  );
}

function* checkUnit(facts: Facts, path: string): Generator<Report> {
  const source = facts.repository.read(path);
  if (!source) return;
  for (const match of source.text.matchAll(
    /^Exec(?:Start|StartPre|Stop|Reload)=[-@:+!]*(?:\/\S*\/(?:ba|da)?sh\s+)?(\/\S+)/gm,
  )) {
    const [whole, script = ""] = match;
    const start = match.index + whole.length - script.length;
    yield* checkHostPath(facts, script, source.placeOf(start, start + script.length));
  }
}

/** A container that starts a script out of a mounted folder of the repository. */
function* checkMounted(facts: Facts): Generator<Report> {
  for (const service of facts.services()) {
    const { command, entrypoint } = service.model;
    for (const [key, words] of [
      ["entrypoint", entrypoint],
      ["command", command],
    ] as const) {
      const index = (words ?? []).findIndex((word) => /^\/\S+\.(sh|bash|py)$/.test(word));
      const path = words?.[index];
      if (path === undefined || (key === "command" && index > 1)) continue;
      const mount = (service.model.volumes ?? []).find(
        ({ type, target }) => type === "bind" && (path === target || path.startsWith(`${target.replace(/\/$/, "")}/`)),
      );
      const source = mount && service.stack.relative(mount.source ?? "");
      if (!mount || source === undefined || !facts.repository.isFolder(source)) continue;
      const file = posix.join(source, path.slice(mount.target.replace(/\/$/, "").length));
      if (facts.repository.exists(file) !== "no") continue;
      yield {
        at: service.at(key, index),
        message: `The service "${service.name}" starts ${path}, but ${source} has no ${posix.relative(source, file)}.`,
        related: [
          {
            at: service.at("volumes", (service.model.volumes ?? []).indexOf(mount)),
            message: "The folder is mounted here.",
          },
        ],
      };
    }
  }
}
