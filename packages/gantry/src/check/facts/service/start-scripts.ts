import { posix } from "node:path";
import type { ShellDocument } from "../../shell/shell-document.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** The shell text that runs when a container starts: of `entrypoint` and `command`, of CMD and ENTRYPOINT, and the scripts of the repository that they name. */
export function startScripts(service: ServiceFacts): ShellDocument[] {
  const { stack, image, model } = service;
  const fromDockerfile = ["ENTRYPOINT", "CMD"].flatMap((keyword) =>
    (keyword === "ENTRYPOINT" ? model.entrypoint : (model.command ?? model.entrypoint)) === undefined
      ? (image?.stage?.last(keyword)?.shell ?? [])
      : [],
  );
  const words = (service.argv ?? []).flatMap((word) => word.split(/\s+/)).filter((word) => /[/.]/.test(word));
  const paths = new Set(words.flatMap((word) => scriptFor(service, word) ?? []));
  const scripts = stack.facts.shellDocuments.filter(({ origin, file }) => origin.type === "script" && paths.has(file));
  return [...service.processDocuments, ...fromDockerfile, ...scripts];
}

/** The script of the repository that stands at a path of the container: mounted, or copied from the context. */
function scriptFor({ build, image, model, stack }: ServiceFacts, path: string): string | undefined {
  const { repository } = stack.facts;
  const name = posix.basename(path);
  const mount = model.volumes?.find(
    ({ type, target = "" }) => type === "bind" && (path === target || path.startsWith(`${target}/`)),
  );
  if (mount?.source !== undefined) {
    const source = stack.relative(mount.source);
    return source === undefined ? undefined : posix.join(source, posix.relative(mount.target ?? "", path));
  }
  if (build?.context === undefined) return undefined;
  const { context } = build;
  const copied = (image?.stage?.inherited ?? [])
    .filter(({ keyword, flags }) => keyword === "COPY" && !flags.some((flag) => flag.name === "from"))
    .flatMap(({ words }) => words.slice(0, -1).map(({ text }) => text))
    .filter((text) => posix.basename(text) === name)
    .map((text) => posix.join(context, text));
  const found = copied.find((file) => repository.hasFile(file));
  if (found !== undefined) return found;
  const named = repository.ofKind("shell").filter((file) => posix.basename(file) === name && isIn(file, context));
  return named.length === 1 ? named[0] : undefined;
}

const isIn = (file: string, folder: string): boolean => folder === "" || file.startsWith(`${folder}/`);
