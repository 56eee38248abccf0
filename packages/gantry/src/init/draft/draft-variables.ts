import type { Application, Backend, TemplateVariable } from "../findings.ts";
import { isSecretName } from "../is-secret-name.ts";
import { call, code, commented, type Expression, literal, object } from "../print/expression.ts";
import type { BackendDraft } from "./backends.ts";
import { matchBackend, usualVariable } from "./match-backend.ts";

export interface VariableSurroundings {
  backends: ReadonlyMap<Backend, BackendDraft>;
  /** Applications that stand before this one, by the port that they listen on. */
  neighbours: ReadonlyMap<number, string>;
}

/** Set by the preset, or by nobody. */
const ownedByPreset = new Set(["PORT", "HOST", "HOSTNAME", "NODE_ENV"]);

/** What an application gets as its environment; undefined when that is nothing. */
export function draftVariables(application: Application, surroundings: VariableSurroundings): Expression | undefined {
  const listed = listVariables(application);
  const entries = listed.flatMap((variable) => {
    const value = draftVariable(variable, application, surroundings);
    return value ? [{ key: variable.name, value }] : [];
  });
  return entries.length > 0 ? { type: "object", entries } : undefined;
}

/** What the templates name; of what only the sources name, what a backend is reached by; and its usual name where there is none. */
export function listVariables({ variables, reads, drivers }: Application): TemplateVariable[] {
  const backends = [...new Set(drivers.map(({ backend }) => backend))];
  const named = new Map(variables.filter(({ name }) => !ownedByPreset.has(name)).map((each) => [each.name, each]));
  for (const name of reads) {
    if (!named.has(name) && matchBackend(name, "", backends)) named.set(name, { name, value: "", from: "" });
  }
  for (const backend of backends) {
    const isReached = [...named.values()].some(({ name, value }) => {
      const match = matchBackend(name, value, backends);
      return match?.backend === backend && (match.part === "url" || match.part === "host");
    });
    const name = usualVariable[backend];
    if (!isReached && !named.has(name) && backend !== "inngest") named.set(name, { name, value: "", from: "" });
  }
  return [...named.values()];
}

function draftVariable(
  { name, value: example }: TemplateVariable,
  { kind, port, drivers }: Application,
  { backends, neighbours }: VariableSurroundings,
): Expression | undefined {
  const match = matchBackend(name, example, [...new Set(drivers.map(({ backend }) => backend))]);
  const wired = match && backends.get(match.backend)?.part(match.part, schemeOf(example, kind));
  if (wired) return wired;
  const isPublic = /^(NEXT_PUBLIC_|VITE_|PUBLIC_)/.test(name);
  const local = /^https?:\/\/(?:localhost|127\.0\.0\.1):(\d+)(\/.*)?$/.exec(example);
  const neighbour = local ? neighbours.get(Number(local[1])) : undefined;
  if (neighbour !== undefined && !isPublic && Number(local?.[1]) !== port?.value) {
    const url = code(`${neighbour}.url`);
    const path = local?.[2]?.replace(/\/$/, "") ?? "";
    return path === "" ? url : { type: "template", parts: [url, path] };
  }
  if (!isPublic && isSecretName(name)) return draftSecret(name);
  if (/[{}$]/.test(example)) return literal(example);
  if (isPublic && kind === "staticSite" && example === "")
    return call("env", literal(name), object({ default: literal("") }));
  return call("env", literal(name), object({ default: literal(example) }));
}

/** SQLAlchemy knows PostgreSQL as `postgresql` only, and drivers by what follows it. */
function schemeOf(example: string, kind: Application["kind"]): string | undefined {
  const scheme = /^(postgresql(?:\+\w+)?):\/\//.exec(example)?.[1];
  return kind === "fastapi" || scheme?.includes("+") ? scheme : undefined;
}

/** A value of one's own can be made up; one that somebody else has to know it cannot, but lets the stack come up. */
function draftSecret(name: string): Expression {
  const secret = call("secret", object({ generate: literal(true) }));
  const own =
    /^(JWT|AUTH|NEXTAUTH|BETTER_AUTH|SESSION|COOKIE|CSRF|APP|ENCRYPTION|ADMIN|SECRET|INTERNAL|CRON|HASH|TOKEN)(_|$)/.test(
      name,
    );
  return commented(own ? [] : [`Made up until ${name} is set, in .env or the environment.`], secret);
}
