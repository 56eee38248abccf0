import { posix } from "node:path";
import type { Place } from "../../place.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import type { Stage } from "../dockerfile/dockerfile-facts.ts";
import type { Instruction } from "../dockerfile/instruction.ts";
import type { Facts } from "../facts.ts";
import type { ImageBuild } from "./image-build.ts";

/** A command that runs when a container starts. */
export interface ProcessCommand {
  /** As it is written, `exec` and the like included. */
  readonly argv: readonly string[];
  readonly at: Place;
  /** The script of the repository that it stands in. */
  readonly script: string | undefined;
}

/** What a container of the build starts: entrypoint and command, the text of their shells, and the script of the repository that they name. */
export function processCommands(
  facts: Facts,
  build: Pick<ImageBuild, "service" | "stage" | "context">,
): ProcessCommand[] {
  const { service, stage } = build;
  const direct: ProcessCommand[] = [];
  const { entrypoint, command } = service?.model ?? {};
  for (const document of service?.processDocuments ?? []) direct.push(...ofDocument(document));
  if (!entrypoint) direct.unshift(...ofInstruction(stage, stage?.last("ENTRYPOINT")));
  if (!entrypoint && !command) direct.push(...ofInstruction(stage, stage?.last("CMD")));
  const inside = direct.flatMap(({ argv }) => {
    const script = startedScript(facts, argv, build.context);
    const source = script === undefined ? undefined : facts.repository.read(script);
    if (!source || script === undefined) return [];
    const document = new ShellDocument(Snippet.slice(source), { type: "script" });
    return document.commands.map((each) => ({ argv: each.argv, at: each.at, script }));
  });
  return [...direct, ...inside];
}

const ofDocument = (document: ShellDocument): ProcessCommand[] =>
  document.commands.map(({ argv, at }) => ({ argv, at, script: undefined }));

function ofInstruction(stage: Stage | undefined, instruction: Instruction | undefined): ProcessCommand[] {
  if (!stage || !instruction) return [];
  if (instruction.shell) return ofDocument(instruction.shell);
  const argv = instruction.words.map(({ text }) => text);
  const [program = "", flag = "", text] = unwrapCommand(argv);
  const word = instruction.words.at(-1);
  if (/^(.*\/)?(ba|a|da)?sh$/.test(program) && /^-\w*c$/.test(flag) && text !== undefined && word?.text === text) {
    const snippet = new Snippet(text, stage.source, [{ from: 0, at: stage.source.offsetAt(word.at) + 1 }]);
    return ofDocument(new ShellDocument(snippet, { type: "dockerfile", instruction: instruction.keyword }));
  }
  const [first] = instruction.words;
  return first ? [{ argv, at: first.at, script: undefined }] : [];
}

/** The script of the repository that a container's command starts: by its name, below the context first. Undefined when several have it. */
export function startedScript(facts: Facts, argv: readonly string[], context?: string): string | undefined {
  const word = argv.find((each) => !/^(-.*|(.*\/)?((ba|da|a)?sh|tini|dumb-init|env))$/.test(each));
  if (word === undefined || !/\.(sh|bash)$|entrypoint[^/]*$/.test(word)) return undefined;
  const name = posix.basename(word);
  const named = facts.repository.ofKind("shell").filter((path) => posix.basename(path) === name);
  const inside =
    context === undefined ? named : named.filter((path) => path.startsWith(context === "" ? "" : `${context}/`));
  const suffix = inside.filter((path) => word.endsWith(`/${path}`));
  for (const found of [suffix, inside, named]) if (found.length === 1) return found[0];
  return undefined;
}
