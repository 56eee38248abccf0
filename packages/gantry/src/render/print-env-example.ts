import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { type ComposeVariable, findVariables } from "./find-variables.ts";

/**
 * The variables that the stack takes its values from, for people to fill in: grouped by the service that needs them first,
 * comments on lines of their own. Undefined when there are none.
 */
export function printEnvExample(stack: Stack): string | undefined {
  const groups = groupVariables(stack).map(
    ([group, variables]) => `# --- ${group}\n${variables.map(printVariable).join("\n")}`,
  );
  if (groups.length === 0) return undefined;
  const head = `# The variables of the stack ${stack.name}. Copy this file to .env, fill it in, and keep the copy out of version control.`;
  return `${[head, ...groups].join("\n\n")}\n`;
}

function groupVariables(stack: Stack): [group: string, variables: ComposeVariable[]][] {
  const seen = new Set<string>();
  const { services, ...rest } = stack;
  const sources = [...companionsLast(services), ["the stack", rest] as const];
  return sources.flatMap(([group, value]) => {
    const fresh = allTexts(value)
      .flatMap(findVariables)
      .filter(({ name }) => {
        const known = seen.has(name);
        seen.add(name);
        return !known;
      });
    const files = value === rest ? environmentSources(stack).filter(({ name }) => !seen.has(name)) : [];
    const variables = [...fresh, ...files];
    return variables.length > 0 ? [[group, variables] as [string, ComposeVariable[]]] : [];
  });
}

/** A migration stands before its application, and needs the same: people look for the application. */
function companionsLast(services: Stack["services"]): [name: string, service: Service][] {
  const isCompanion = (name: string) => Object.keys(services).some((other) => name.startsWith(`${other}-`));
  const entries = Object.entries(services);
  return [...entries.filter(([name]) => !isCompanion(name)), ...entries.filter(([name]) => isCompanion(name))];
}

/** The variables that configs and secrets are made of. */
function environmentSources({ configs = {}, secrets = {} }: Stack): ComposeVariable[] {
  return [...Object.entries(configs), ...Object.entries(secrets)].flatMap(([key, { environment }]) =>
    environment === undefined ? [] : [{ name: environment, message: `content of ${key}` }],
  );
}

function allTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(allTexts);
}

function printVariable({ name, message, default: fallback, insteadOf }: ComposeVariable): string {
  if (insteadOf !== undefined) {
    const when = `Only when ${insteadOf} has other characters than letters, digits and - . _ ~: the same, percent-encoded.`;
    return `# ${when}\n# ${name}=`;
  }
  if (fallback !== undefined) return `# Default: ${fallback === "" ? "empty" : fallback}\n${name}=${quote(fallback)}`;
  return `${message ? `# ${message.replaceAll(/\s+/g, " ")}\n` : ""}${name}=`;
}

/** In single quotes nothing is read as anything else. */
function quote(value: string): string {
  return /^[\w./:@%+,-]*$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`;
}
