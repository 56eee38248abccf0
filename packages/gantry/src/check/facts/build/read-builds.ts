import { posix } from "node:path";
import { optionValues, unwrapCommand } from "../../shell/command-line.ts";
import { embedYamlText } from "../../shell/embed.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import type { WorkflowStep } from "../ci/workflow-facts.ts";
import type { DockerfileFacts } from "../dockerfile/dockerfile-facts.ts";
import { readDockerignore } from "../dockerfile/dockerignore.ts";
import { flagOf } from "../dockerfile/instruction.ts";
import type { Facts } from "../facts.ts";
import { ImageFacts } from "../images/image-facts.ts";
import type { ServiceFacts } from "../service/service-facts.ts";
import { hasUnknown } from "../unknown.ts";
import type { ImageBuild } from "./image-build.ts";

/** Every way in which images of the repository are built. */
export function readBuilds(facts: Facts): ImageBuild[] {
  const builds: ImageBuild[] = [];
  for (const service of facts.services()) builds.push(...ofService(facts, service));
  for (const { jobs } of facts.workflows) {
    for (const { steps } of jobs) for (const step of steps) builds.push(...ofStep(facts, step));
  }
  for (const document of facts.shellDocuments) {
    // Most text has nothing to do with it, and need not be parsed.
    if (!/\bdocker\b/.test(document.text) || !/\bbuild\b/.test(document.text)) continue;
    for (const command of document.commands) builds.push(...ofCommand(facts, command));
  }
  const known = new Set(builds.map(({ dockerfilePath }) => dockerfilePath));
  for (const dockerfile of facts.dockerfiles) {
    if (known.has(dockerfile.path)) continue;
    const at = dockerfile.start;
    const open = {
      by: "nobody",
      context: likelyContext(facts, dockerfile),
      service: undefined,
      args: new Map(),
      at,
    } as const;
    builds.push(complete(facts, { ...open, dockerfilePath: dockerfile.path, target: undefined }));
  }
  return builds;
}

/** A Dockerfile in the root is built with the root, when what it copies is there. Of any other one nobody can tell. */
function likelyContext({ repository }: Facts, { path, instructions }: DockerfileFacts): string | undefined {
  if (path.includes("/")) return undefined;
  const copies = instructions.filter(({ keyword }) => keyword === "COPY" || keyword === "ADD");
  const sources = copies.flatMap((copy) => (flagOf(copy, "from") === undefined ? copy.words.slice(0, -1) : []));
  const isThere = (text: string) => /[$*?[<:]/.test(text) || repository.exists(text.replace(/^\//, "")) !== "no";
  return sources.every(({ text }) => isThere(text)) ? "" : undefined;
}

type Asked = Pick<ImageBuild, "by" | "context" | "dockerfilePath" | "target" | "service" | "args" | "at"> &
  Partial<Pick<ImageBuild, "contextAt" | "dockerfileAt" | "targetAt">>;

const developmentName =
  /(^|[-_./])(dev|devel|development|local|test|tests|testing|e2e|ci|debug|devcontainer|example|examples|fixtures?)([-_./]|$)/i;

function complete(facts: Facts, asked: Asked): ImageBuild {
  const { dockerfilePath, context, target, at, service } = asked;
  const dockerfile = dockerfilePath === undefined ? undefined : facts.dockerfile(dockerfilePath);
  const stage = target !== undefined && hasUnknown(target) ? undefined : dockerfile?.target(target);
  const image =
    dockerfile && stage
      ? new ImageFacts(
          stage.baseImage,
          facts.knowImage(stage.baseImage.image),
          facts.programsAskedOf(stage.baseImage.image),
          { dockerfile, stage },
        )
      : undefined;
  const ignoreFile =
    context === undefined
      ? undefined
      : [`${dockerfilePath ?? ""}.dockerignore`, posix.join(context, ".dockerignore")].find((path) =>
          facts.repository.hasFile(path),
        );
  const ignoreSource = ignoreFile === undefined ? undefined : facts.repository.read(ignoreFile);
  return {
    contextAt: at,
    dockerfileAt: at,
    targetAt: at,
    ...asked,
    dockerfile,
    stage,
    image,
    ignore: ignoreSource && readDockerignore(ignoreSource),
    production: service
      ? service.stack.scope.production
      : !developmentName.test(dockerfilePath ?? "") && !(target !== undefined && developmentName.test(target)),
  };
}

const isKnown = (text: string | undefined): boolean => text === undefined || !hasUnknown(text);

function ofService(facts: Facts, service: ServiceFacts): ImageBuild[] {
  const { build } = service;
  if (!build) return [];
  const args = new Map(
    Object.entries(service.model.build?.args ?? {}).map(([name, value]) => [
      name,
      { value: value ?? undefined, at: service.at("build", "args", name) },
    ]),
  );
  return [
    complete(facts, {
      by: "service",
      context: isKnown(build.context) ? build.context : undefined,
      dockerfilePath: isKnown(build.dockerfilePath) ? build.dockerfilePath : undefined,
      target: build.target,
      service,
      args,
      at: service.at("build"),
      contextAt: service.at("build", "context"),
      dockerfileAt: service.at("build", "dockerfile"),
      targetAt: service.at("build", "target"),
    }),
  ];
}

function ofStep(facts: Facts, step: WorkflowStep): ImageBuild[] {
  if (!step.uses?.startsWith("docker/build-push-action@")) return [];
  const given = (name: string) => step.with.get(name);
  const contextText = given("context")?.text ?? ".";
  const context = resolveFolder(contextText, "");
  const file = given("file")?.text;
  const list = given("build-args");
  const source = list && facts.repository.read(list.at.file);
  const snippet = list && source ? embedYamlText(source, list.at, list.text) : undefined;
  const args = new Map(
    [...(snippet?.text ?? "").matchAll(/^[ \t]*([A-Za-z_]\w*)(?:=(.*))?$/gm)].flatMap((match) => {
      const [line, name, value] = match;
      const start = match.index + line.length - line.trimStart().length;
      return name && snippet ? [[name, { value, at: snippet.placeOf(start, start + name.length) }] as const] : [];
    }),
  );
  const target = given("target");
  return [
    complete(facts, {
      by: "workflow",
      context,
      // The action's file counts from the root of the workspace, not from the context.
      dockerfilePath: file === undefined ? under(context, "Dockerfile") : resolveFolder(file, ""),
      target: target === undefined || target.text.includes("${{") ? undefined : target.text,
      service: undefined,
      args,
      at: step.at,
      contextAt: given("context")?.at ?? step.at,
      dockerfileAt: given("file")?.at ?? step.at,
      targetAt: target?.at ?? step.at,
    }),
  ];
}

/** Options of `docker build` that take a value. */
const valued = new Set(
  "-f --file -t --tag --target --build-arg --platform --secret --ssh --cache-from --cache-to --label --network --output -o --progress --builder --build-context --iidfile --metadata-file --provenance --sbom --attest --add-host --memory -m --shm-size --cpuset-cpus --allow".split(
    " ",
  ),
);

function ofCommand(facts: Facts, command: ShellCommand): ImageBuild[] {
  const argv = unwrapCommand(command.argv);
  const isBuild =
    argv[0] === "docker" &&
    (argv[1] === "build" || (/^(buildx|image|builder)$/.test(argv[1] ?? "") && argv[2] === "build"));
  if (!isBuild) return [];
  const words = command.words.slice(command.words.length - argv.length).slice(argv[1] === "build" ? 2 : 3);
  let operand: (typeof words)[number] | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    if (word.text.startsWith("-") && word.text !== "-") index += valued.has(word.text) ? 1 : 0;
    else operand = word;
  }
  const rest = words.map(({ text }) => text);
  const [file] = optionValues(rest, "-f", "--file");
  const [target] = optionValues(rest, "--target");
  const folder = folderOf(facts, command);
  const context = operand?.literal && folder !== undefined ? resolveFolder(operand.text, folder) : undefined;
  const args = new Map(
    optionValues(rest, "--build-arg").flatMap((text) => {
      const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
      const at = words.find((word) => word.text.endsWith(text))?.at ?? command.at;
      const value = text.includes("=") ? text.slice(text.indexOf("=") + 1) : undefined;
      return name ? [[name, { value, at }] as const] : [];
    }),
  );
  const path =
    file === undefined ? under(context, "Dockerfile") : folder === undefined ? undefined : resolveFolder(file, folder);
  return [
    complete(facts, {
      by: "command",
      context,
      dockerfilePath: path,
      target: target?.includes("$") ? undefined : target,
      service: undefined,
      args,
      at: command.at,
      contextAt: operand?.at ?? command.at,
    }),
  ];
}

/** Where a command of a script or of documentation runs: it is not said, but the Dockerfile that it means tells. */
function folderOf(facts: Facts, command: ShellCommand): string | undefined {
  if (command.folder !== undefined)
    return command.folder.startsWith("/") || command.folder.startsWith("~") ? undefined : command.folder;
  const own = posix.dirname(command.document.file).replace(/^\.$/, "");
  const entered = command.document.commands.findLast(
    ({ argv: [name], start }) => name === "cd" && start < command.start,
  );
  const into = entered?.words[1]?.literal ? entered.words[1].text : ".";
  if (/^[/~]/.test(into)) return undefined;
  const [file] = optionValues(command.argv, "-f", "--file");
  const operand = command.argv.at(-1) ?? ".";
  return ["", own]
    .map((folder) => posix.join(folder, into).replace(/^\.$|\/$/g, ""))
    .find((folder) => facts.repository.hasFile(posix.join(folder, file ?? posix.join(operand, "Dockerfile"))));
}

function resolveFolder(text: string, folder: string): string | undefined {
  if (/[$~]|^[a-z]+:\/\/|^git@|^-$/.test(text) || text.startsWith("/")) return undefined;
  const path = posix.normalize(posix.join(folder, text)).replace(/\/$/, "");
  return path.startsWith("..") ? undefined : path === "." ? "" : path;
}

const under = (folder: string | undefined, name: string): string | undefined =>
  folder === undefined ? undefined : posix.join(folder, name);
