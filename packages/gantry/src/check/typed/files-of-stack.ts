import { posix } from "node:path";
import type { Facts } from "../facts/facts.ts";
import { configOf } from "./typed-stack.ts";

/** The files that decide what runs in production: those of its stacks, of their builds, env files and proxies; for a printed stack its config. */
export function filesOfStack(facts: Facts): ReadonlySet<string> {
  const files = new Set<string>();
  for (const stack of facts.production) {
    for (const file of stack.files) files.add(configOf(file, facts.config) ?? file);
    for (const service of stack.services.values()) {
      const { context, dockerfilePath } = service.build ?? {};
      if (dockerfilePath !== undefined) files.add(dockerfilePath).add(`${dockerfilePath}.dockerignore`);
      if (context !== undefined) files.add(posix.join(context, ".dockerignore"));
      for (const { path } of service.envFiles) files.add(stack.relative(path) ?? path);
      for (const { path } of facts.proxiesOf(service)) files.add(path);
    }
  }
  return files;
}
