import { relative, sep } from "node:path";
import type { Build, Service, VolumeMount } from "../model/service.ts";
import type { FileSource, Stack } from "../model/stack.ts";

/**
 * The stack with paths inside `directory` relative to `from`, so that the files work wherever they are checked out. Paths elsewhere
 * on the machine, such as the engine's socket, stay as they are.
 */
export function withRelativePaths(stack: Stack, directory: string, from: string): Stack {
  const shorten = (path: string) => shortenPath(path, directory, from);
  const mapFiles = (files: Record<string, FileSource>) =>
    mapValues(files, (source) => (source.file === undefined ? source : { ...source, file: shorten(source.file) }));
  return {
    ...stack,
    services: mapValues(stack.services, (service) => shortenService(service, shorten)),
    ...(stack.configs ? { configs: mapFiles(stack.configs) } : {}),
    ...(stack.secrets ? { secrets: mapFiles(stack.secrets) } : {}),
  };
}

function shortenPath(path: string, directory: string, from: string): string {
  const inside = path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
  if (!inside) return path;
  const short = relative(from, path).split(sep).join("/");
  if (short === "") return ".";
  return short.startsWith("..") ? short : `./${short}`;
}

function shortenService(service: Service, shorten: (path: string) => string): Service {
  const { build, volumes } = service;
  return {
    ...service,
    ...(build ? { build: shortenBuild(build, shorten) } : {}),
    ...(volumes ? { volumes: volumes.map((mount) => shortenMount(mount, shorten)) } : {}),
  };
}

function shortenBuild(build: Build, shorten: (path: string) => string): Build {
  const { context, additional_contexts: more, "x-gantry": extras } = build;
  return {
    ...build,
    ...(context === undefined ? {} : { context: shorten(context) }),
    ...(more ? { additional_contexts: mapValues(more, shorten) } : {}),
    ...(extras?.ca === undefined ? {} : { "x-gantry": { ...extras, ca: shorten(extras.ca) } }),
  };
}

function shortenMount(mount: VolumeMount, shorten: (path: string) => string): VolumeMount {
  return mount.type === "bind" && mount.source !== undefined ? { ...mount, source: shorten(mount.source) } : mount;
}

function mapValues<Value>(values: Record<string, Value>, change: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
