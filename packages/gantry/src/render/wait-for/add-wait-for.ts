import type { RecipeName } from "../../model/recipe.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import type { RenderedFile } from "../rendered-file.ts";
import { findProgram } from "./find-program.ts";
import { findWaits } from "./find-waits.ts";
import { script, scriptFile, scriptTarget } from "./script.ts";

/** Recipes of applications: their images have a shell, and Gantry knows what they run. */
const applications: ReadonlySet<RecipeName> = new Set(["nextjs", "node", "fastapi"]);

const config = "wait-for";

export interface AddWaitForOptions {
  /** The stack's texts are as before interpolation. */
  uninterpolated: boolean;
}

/**
 * Lets applications that Gantry writes the Dockerfile of wait for what they need by themselves: Docker Compose orders the start of containers with
 * `up` only. The files are empty when none has to.
 */
export function addWaitFor(stack: Stack, options: AddWaitForOptions): { stack: Stack; files: RenderedFile[] } {
  const services = Object.fromEntries(
    Object.entries(stack.services).map(([name, service]) => [name, letWait(service, options) ?? service]),
  );
  const waiting = Object.keys(services).some((name) => services[name] !== stack.services[name]);
  if (!waiting || stack.configs?.[config] !== undefined) return { stack, files: [] };
  return {
    stack: { ...stack, services, configs: { ...stack.configs, [config]: { file: `./${scriptFile}` } } },
    files: [{ path: scriptFile, content: script }],
  };
}

function letWait(service: Service, { uninterpolated }: AddWaitForOptions): Service | undefined {
  const { "x-gantry": extras, build, entrypoint, command, configs = [] } = service;
  const waits = findWaits(service);
  if (!extras?.recipe || !applications.has(extras.recipe.name) || waits.length === 0) return undefined;
  if (entrypoint !== undefined || build?.target !== undefined) return undefined;
  const written = build?.dockerfile_inline;
  const program = findProgram(uninterpolated ? written?.replaceAll("$$", "$") : written);
  if (!program) return undefined;
  const asText = (text: string) => (uninterpolated ? text.replaceAll("$", "$$$$") : text);
  return {
    ...service,
    entrypoint: ["/bin/sh", scriptTarget, ...waits, "--", ...program.entrypoint.map(asText)],
    command: command ?? program.command.map(asText),
    configs: [...configs, { source: config, target: scriptTarget }],
  };
}
