import type { Stack } from "../model/stack.ts";
import { findVariables } from "./find-variables.ts";

/** Where the Caddy image reads its configuration. */
const target = "/etc/caddy/Caddyfile";

/**
 * Takes the Caddyfile of a `caddy()` out of the stack into a file of its own, which editors know how to show. Undefined
 * when there is none, or when it has variables in it that only Compose fills in.
 */
export function extractCaddyfile(stack: Stack, uninterpolated: boolean): { stack: Stack; content: string } | undefined {
  const service = Object.values(stack.services).find((each) => each["x-gantry"]?.preset === "caddy");
  const key = service?.configs?.find((mount) => mount.target === target)?.source;
  const source = key === undefined ? undefined : stack.configs?.[key];
  if (key === undefined || source?.content === undefined) return undefined;
  if (uninterpolated && findVariables(source.content).length > 0) return undefined;
  const { content, ...rest } = source;
  return {
    stack: { ...stack, configs: { ...stack.configs, [key]: { ...rest, file: "./Caddyfile" } } },
    content: uninterpolated ? content.replaceAll("$$", "$") : content,
  };
}
