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

/**
 * What the templates name; of what only the sources name, what is compiled in, what a backend is reached by and, where there is no template
 * at all, secrets that can be made up; and a backend's usual variable where nothing is named.
 */
export function listVariables(application: Application): TemplateVariable[] {
  const { variables, reads, drivers } = application;
  const backends = [...new Set(drivers.map(({ backend }) => backend))];
  const named = new Map(variables.filter(({ name }) => !ownedByPreset.has(name)).map((each) => [each.name, each]));
  for (const name of reads) {
    const isNeeded =
      matchBackend(name, "", backends) !== undefined ||
      isCompiledIn(name, application) ||
      (variables.length === 0 && isOwnSecret(name));
    if (!named.has(name) && isNeeded) named.set(name, { name, value: "", from: "" });
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

/** Set by platforms and tools, not by whoever runs the application. */
const ambient =
  /^(CI|HOME|PATH|TZ|LANG|PWD|USER|MODE|DEV|PROD|SSR|BASE_URL|DEBUG|NODE_\w+|NEXT_(RUNTIME|PHASE)|VERCEL\w*|npm_\w+)$/;

/** Names that sources read and no template mentions: whether they are needed is for a person to say. */
export function listUnmentioned(application: Application): string[] {
  const listed = new Set(listVariables(application).map(({ name }) => name));
  return [...application.reads].filter((name) => !listed.has(name) && !ownedByPreset.has(name) && !ambient.test(name));
}

const isPublic = (name: string): boolean => /^(NEXT_PUBLIC_|VITE_|PUBLIC_)/.test(name);

/** The build writes its value into what browsers load. */
function isCompiledIn(name: string, { kind }: Application): boolean {
  return kind === "nextjs" ? name.startsWith("NEXT_PUBLIC_") : kind === "staticSite" && /^(VITE_|PUBLIC_)/.test(name);
}

/** A secret that only this application knows: any value will do, as long as it stays. */
function isOwnSecret(name: string): boolean {
  const own =
    /^(JWT|AUTH|NEXTAUTH|BETTER_AUTH|SESSION|COOKIE|CSRF|APP|ENCRYPTION|ADMIN|SECRET|INTERNAL|CRON|HASH|TOKEN)(_|$)/;
  return own.test(name) && isSecretName(name);
}

function draftVariable(
  { name, value: example }: TemplateVariable,
  { kind, port, drivers }: Application,
  { backends, neighbours }: VariableSurroundings,
): Expression | undefined {
  const match = matchBackend(name, example, [...new Set(drivers.map(({ backend }) => backend))]);
  const wired = match && backends.get(match.backend)?.part(match.part, schemeOf(example, kind));
  if (wired) return wired;
  const local = /^https?:\/\/(?:localhost|127\.0\.0\.1):(\d+)(\/.*)?$/.exec(example);
  const neighbour = local ? neighbours.get(Number(local[1])) : undefined;
  if (neighbour !== undefined && !isPublic(name) && Number(local?.[1]) !== port?.value) {
    const url = code(`${neighbour}.url`);
    const path = local?.[2]?.replace(/\/$/, "") ?? "";
    return path === "" ? url : { type: "template", parts: [url, path] };
  }
  if (!isPublic(name) && isSecretName(name)) return draftSecret(name);
  if (/[{}$]/.test(example)) return literal(example);
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
  return commented(isOwnSecret(name) ? [] : [`Made up until ${name} is set, in .env or the environment.`], secret);
}
