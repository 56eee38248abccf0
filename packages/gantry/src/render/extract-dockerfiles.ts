import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Build, Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { RenderedFile } from "./rendered-file.ts";

export interface ExtractDockerfilesOptions {
  /** Absolute path of the folder that the files are written to. */
  directory: string;
  /** The stack's texts are as before interpolation. */
  uninterpolated: boolean;
}

/**
 * Takes the Dockerfiles that recipes wrote out of the stack, each into `<service>.Dockerfile` with its ignore file beside it, which BuildKit takes before that
 * of the context. Services that are built alike share theirs. Without Gantry nothing is left to a recipe, so that the stack names none.
 */
export function extractDockerfiles(
  stack: Stack,
  { directory, uninterpolated }: ExtractDockerfilesOptions,
): { stack: Stack; files: RenderedFile[] } {
  const names = nameDockerfiles(stack);
  const read = (text: string) => (uninterpolated ? text.replaceAll("$$", "$") : text);
  const files = new Map<string, string>();
  const services = Object.entries(stack.services).map(([name, service]) => {
    const { build } = service;
    const written = build && writtenIn(build);
    if (!written) return [name, withoutRecipe(service)];
    const file = `${names.get(keyOf(written)) ?? name}.Dockerfile`;
    files.set(file, read(written.dockerfile));
    files.set(`${file}.dockerignore`, read(written.dockerignore));
    const dockerfile = pathFromContext(build.context, join(directory, file), directory);
    return [name, { ...withoutRecipe(service), build: withDockerfile(build, dockerfile) }];
  });
  return {
    stack: { ...stack, services: Object.fromEntries(services) },
    files: [...files].map(([path, content]) => ({ path, content })),
  };
}

interface Written {
  dockerfile: string;
  dockerignore: string;
}

/** A Dockerfile without an ignore file of its own is the user's, inline. */
function writtenIn({ dockerfile_inline: dockerfile, "x-gantry": extras }: Build): Written | undefined {
  const { dockerignore } = extras ?? {};
  return dockerfile === undefined || dockerignore === undefined ? undefined : { dockerfile, dockerignore };
}

const keyOf = ({ dockerfile, dockerignore }: Written): string => JSON.stringify([dockerfile, dockerignore]);

/** Named after the service with the shortest name: `web` before `web-migrate`. */
function nameDockerfiles({ services }: Stack): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, { build }] of Object.entries(services)) {
    const written = build && writtenIn(build);
    const known = written && names.get(keyOf(written));
    if (written && (known === undefined || name.length < known.length)) names.set(keyOf(written), name);
  }
  return names;
}

/** Compose looks for a Dockerfile from the context on. */
function pathFromContext(context = ".", file: string, directory: string): string {
  const from = isAbsolute(context) ? context : resolve(directory, context);
  return relative(from, file).split(sep).join("/");
}

function withDockerfile(build: Build, dockerfile: string): Build {
  const { dockerfile_inline: _inline, "x-gantry": extras, ...rest } = build;
  const { dockerignore: _dockerignore, ...kept } = extras ?? {};
  return { ...rest, dockerfile, ...(Object.keys(kept).length > 0 ? { "x-gantry": kept } : {}) };
}

function withoutRecipe(service: Service): Service {
  const { "x-gantry": extras = {}, ...rest } = service;
  const { recipe, read_only: _wish, ...kept } = extras;
  if (recipe === undefined) return service;
  return Object.keys(kept).length > 0 ? { ...rest, "x-gantry": kept } : rest;
}
