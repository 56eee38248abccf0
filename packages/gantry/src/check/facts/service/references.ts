import type { Place } from "../../place.ts";
import { rememberedFor } from "../lazy.ts";
import { hasUnknown, soleUnknown } from "../unknown.ts";
import { isLoopback, portOf, type ServiceUrl, urlsIn } from "../url.ts";
import type { EnvVariable } from "./service-env.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** A host that a service is told to talk to. */
export interface Reference {
  readonly host: string;
  /** Undefined: not given, or not known. */
  readonly port: number | undefined;
  /** The value that names it. */
  readonly at: Place;
  /** `DATABASE_URL`, `command`, `deploy/Caddyfile`. */
  readonly name: string;
  readonly url: ServiceUrl | undefined;
  /** The variable that says so; undefined for a command or a proxy's configuration. */
  readonly variable: EnvVariable | undefined;
  /** Whether several services are given the same line, from a common env file: not each of them need use it. */
  readonly shared: boolean;
}

/** What the environment, the command and the proxy configuration of a service say that it talks to, loopback left out. */
export const referencesOf = rememberedFor((service: ServiceFacts): readonly Reference[] => findReferences(service));

function findReferences(service: ServiceFacts): Reference[] {
  return [...fromEnvironment(service), ...fromCommand(service), ...fromProxy(service)].filter(
    ({ host }) => !isLoopback(host) && !hasUnknown(host),
  );
}

/** Variables that a bundler writes into what browsers get: their hosts are the browser's. */
export const isPublicName = (name: string): boolean =>
  /^(NEXT_PUBLIC|VITE|PUBLIC|NUXT_PUBLIC|REACT_APP|GATSBY|EXPO_PUBLIC|NG_APP|VUE_APP)_/.test(name);

/** The address under which people reach the application itself. */
export const isOwnAddress = (name: string): boolean =>
  isPublicName(name) ||
  /(^|_)PUBLIC_(\w+_)?(URL|URI|ORIGIN|HOST)$/.test(name) ||
  /^(NEXTAUTH|AUTH|BETTER_AUTH|APP|SITE|BASE|WEB|WEBSITE|FRONTEND|PUBLIC|EXTERNAL|ROOT|CANONICAL|SERVER|HOST|CLIENT|DOMAIN|MY)_?(BASE_)?(URL|URI|ORIGIN)$/.test(
    name,
  ) ||
  /CORS|ORIGIN|ALLOWED_HOSTS|CALLBACK|REDIRECT|WEBHOOK_URL|TRUSTED_HOSTS/.test(name);

const hostName = /^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i;

function* fromEnvironment(service: ServiceFacts): Generator<Reference> {
  for (const given of service.env) {
    const variable = resolveTemplate(given, service);
    if (isPublicName(variable.name)) continue;
    const shared = isShared(variable, service);
    const common = { at: variable.valueAt, name: variable.name, variable, shared };
    const urls = urlsIn(variable.value);
    for (const url of urls) yield { ...common, host: url.host, port: portOf(url), url };
    if (urls.length > 0) continue;
    const isHost = /(^|_)(HOST|HOSTS|SERVER|SERVERS|ADDR|ADDRESS|BROKERS?|ENDPOINT)$|^PGHOST$/.test(variable.name);
    for (const part of variable.value.split(",")) {
      const [host = "", port, ...more] = part.trim().split(":");
      const known = port !== undefined && /^\d{2,5}$/.test(port) ? Number(port) : undefined;
      if (more.length > 0 || !hostName.test(host) || /^\d+$/.test(host)) continue;
      if (isHost && (port === undefined || known !== undefined))
        yield { ...common, host, port: known ?? portBeside(variable.name, service), url: undefined };
    }
  }
}

/** The port of `DB_HOST` is that of `DB_PORT`. */
function portBeside(name: string, service: ServiceFacts): number | undefined {
  const port = service.env.get(name === "PGHOST" ? "PGPORT" : name.replace(/HOST$/, "PORT"))?.value;
  return port !== undefined && name.endsWith("HOST") && /^\d+$/.test(port) ? Number(port) : undefined;
}

/** `DATABASE_URL: ${DATABASE_URL}` is what the template of the project's `.env` says. */
function resolveTemplate(variable: EnvVariable, { stack }: ServiceFacts): EnvVariable {
  const name = soleUnknown(variable.value);
  if (name === undefined || variable.source !== "environment") return variable;
  for (const template of stack.templates) {
    const entry = template.get(name);
    if (entry && entry.value !== "" && !entry.value.includes("$"))
      return { ...variable, value: entry.value, valueAt: entry.valueAt, source: "env-template" };
  }
  return variable;
}

const isShared = ({ name, source, valueAt }: EnvVariable, service: ServiceFacts): boolean =>
  source !== "environment" &&
  [...service.stack.services.values()].some((other) => {
    const same = other === service ? undefined : other.env.get(name)?.valueAt;
    return same?.file === valueAt.file && same.line === valueAt.line;
  });

function* fromCommand(service: ServiceFacts): Generator<Reference> {
  for (const key of ["entrypoint", "command"] as const) {
    for (const [index, word] of (service.model[key] ?? []).entries()) {
      for (const url of urlsIn(word)) {
        const at = service.at(key, index);
        yield { host: url.host, port: portOf(url), at, name: key, url, variable: undefined, shared: false };
      }
    }
  }
}

function* fromProxy(service: ServiceFacts): Generator<Reference> {
  const { facts } = service.stack;
  for (const proxy of facts.proxiesOf(service)) {
    for (const { upstreams } of proxy.sites) {
      for (const { host, port, at } of upstreams)
        yield { host, port, at, name: proxy.path, url: undefined, variable: undefined, shared: false };
    }
  }
}
