import { basename, posix } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import type { Application } from "../findings.ts";
import { findDrivers } from "./find-drivers.ts";
import { findHealth } from "./find-health.ts";
import { findReadVariables, findTemplateVariables, folderOf } from "./find-variables.ts";
import { keyOf } from "./key-of.ts";
import { listSources } from "./source-file.ts";
import type { Tree } from "./tree.ts";

const notForProduction = /[.-](dev|development|test|ci|local|base)$|\.dockerignore$/i;

/** The Dockerfiles that could be for production. */
export function listDockerfiles({ paths }: Tree): string[] {
  return paths.filter(
    (path) => /^(Dockerfile(\.[\w-]+)?|[\w-]+\.Dockerfile)$/.test(basename(path)) && !notForProduction.test(path),
  );
}

/** A service of a Dockerfile that belongs to nothing else that was found. */
export function describeDockerfile(tree: Tree, path: string): Application {
  const folder = folderOf(path);
  const { ports, fromNode, healthcheck } = readDockerfile(tree.texts.get(path) ?? "");
  const health = findHealth(listSources(tree, folder));
  const [port] = ports;
  const suffix = /^Dockerfile\.([\w-]+)$|^([\w-]+)\.Dockerfile$/
    .exec(basename(path))
    ?.slice(1)
    .find((part) => part);
  return {
    key: keyOf(suffix ?? (folder === "." ? "app" : posix.basename(folder))),
    folder,
    context: folder,
    kind: fromNode ? "node" : "service",
    framework: "its own Dockerfile",
    from: path,
    background: port === undefined,
    ...(port === undefined ? {} : { port: { value: port, from: path } }),
    ...(health && port !== undefined && !healthcheck ? { health } : {}),
    dockerfile: basename(path),
    ownHealth: healthcheck,
    processes: [],
    drivers: findDrivers([], path),
    vector: false,
    variables: findTemplateVariables(tree, folder),
    reads: findReadVariables(tree, folder),
    notes: [],
    todo: [],
  };
}

/** What the last stage says about how it runs. */
function readDockerfile(text: string): { ports: number[]; fromNode: boolean; healthcheck: boolean } {
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  const last = instructions.findLastIndex((each) => each.getKeyword() === "FROM");
  const stage = instructions.slice(Math.max(0, last));
  const named = (keyword: string) => stage.filter((each) => each.getKeyword() === keyword);
  const exposed = named("EXPOSE").flatMap((each) =>
    each.getArguments().map((argument) => Number.parseInt(argument.getValue(), 10)),
  );
  const image = dockerfile.getFROMs().at(-1)?.getImage() ?? "";
  return {
    ports: exposed.filter((port) => Number.isInteger(port)),
    fromNode: /(^|\/)node(:|$)/.test(image),
    healthcheck: named("HEALTHCHECK").length > 0,
  };
}
