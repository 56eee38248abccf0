import { posix } from "node:path";
import type { Place } from "../../place.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { type ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import type { Instruction } from "../dockerfile/instruction.ts";
import type { PackageFacts } from "../package-facts.ts";
import { quoteWord } from "./quote-word.ts";
import type { ServiceFacts } from "./service-facts.ts";

/**
 * Every command that runs when a container starts: entrypoint and command, of the Compose file or the Dockerfile, the scripts of the
 * repository that they run, and the scripts of a package.
 */
export function startCommandsOf(service: ServiceFacts): ShellCommand[] {
  const { entrypoint, command } = service.model;
  const { stage } = service.image ?? {};
  const ofImage = [...(entrypoint ? [] : ["ENTRYPOINT"]), ...(command || entrypoint ? [] : ["CMD"])];
  const documents = [
    ...ofImage.flatMap((keyword) => {
      const instruction = stage?.last(keyword);
      return instruction && stage ? toDocument(instruction, stage.source.path, service) : [];
    }),
    ...service.processDocuments,
  ];
  const found: ShellCommand[] = [];
  const seen = new Set<ShellDocument>();
  const visit = (document: ShellDocument, depth: number): void => {
    if (seen.has(document) || depth > 4) return;
    seen.add(document);
    for (const each of document.commands) {
      found.push(each);
      for (const inner of documentsOf(each, service)) visit(inner, depth + 1);
    }
  };
  for (const document of documents) visit(document, 0);
  return found;
}

function toDocument(instruction: Instruction, file: string, { stack }: ServiceFacts): ShellDocument[] {
  if (instruction.shell) return [instruction.shell];
  const source = stack.facts.repository.read(file);
  const first: Place | undefined = instruction.words[0]?.at;
  if (!source || !first) return [];
  const [shell = "", flag = "", text] = instruction.words.map((word) => word.text);
  const inner = /^(\/bin\/)?(ba|a)?sh$/.test(shell) && /^-\w*c$/.test(flag) ? text : undefined;
  const at = source.offsetAt(inner === undefined ? first : (instruction.words[2]?.at ?? first)) + 1;
  const words = inner ?? instruction.words.map((word) => quoteWord(word.text)).join(" ");
  const origin = { type: "dockerfile", instruction: instruction.keyword } as const;
  return [new ShellDocument(new Snippet(words, source, [{ from: 0, at }]), origin)];
}

/** The shell text that a command leads to: a script of the repository, a script of a package. */
function documentsOf({ argv }: ShellCommand, service: ServiceFacts): ShellDocument[] {
  const [program = "", ...rest] = unwrapCommand(argv);
  if (/^(npm|pnpm|yarn|bun)$/.test(program)) {
    const name = rest.find((word) => !word.startsWith("-") && !/^(run|run-script)$/.test(word));
    const script = name === undefined ? undefined : packageOf(service, name)?.scripts.get(name);
    return script ? [script] : [];
  }
  const isShell = /^(\/bin\/|\/usr\/bin\/)?(ba|a|da)?sh$|^(source|\.)$/.test(program);
  const path = isShell ? rest.find((word) => !word.startsWith("-")) : program;
  return path === undefined ? [] : scriptNamed(path, service);
}

/** The script of the repository that a path in the container means: by the end of its path, or by its name when there is only one. */
function scriptNamed(path: string, { build, stack }: ServiceFacts): ShellDocument[] {
  const { repository, shellDocuments } = stack.facts;
  const context = build?.context ?? stack.folder;
  const scripts = repository
    .ofKind("shell")
    .filter(
      (script) =>
        posix.basename(script) === posix.basename(path) && (context === "" || script.startsWith(`${context}/`)),
    );
  const clean = path.replace(/^\.?\//, "");
  const tail = scripts.filter((script) => path.endsWith(`/${script}`) || `/${script}`.endsWith(`/${clean}`));
  const [only, ...more] = tail.length === 1 ? tail : scripts;
  if (only === undefined || more.length > 0) return [];
  return shellDocuments.filter(({ file, origin }) => file === only && origin.type === "script");
}

/** The package whose script a service runs: that of the build's context, or the only one below it that has the script. */
function packageOf({ build, stack }: ServiceFacts, script: string): PackageFacts | undefined {
  const context = build?.context;
  if (context === undefined) return undefined;
  const below = stack.facts.packages.filter(
    ({ folder, scripts }) =>
      scripts.has(script) && (context === "" || folder === context || folder.startsWith(`${context}/`)),
  );
  return below.find(({ folder }) => folder === context) ?? (below.length === 1 ? below[0] : undefined);
}
