import { nearest } from "../../../model/suggest.ts";
import type { Facts } from "../../facts/facts.ts";
import { type Reference, referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import { isLoopback, urlsIn } from "../../facts/url.ts";
import type { Fix, Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "network-unknown-host",
  group: "network",
  severity: "error",
  summary: "A host without a dot is a service of the stack",
  why: "Inside the stack services are reached by their names in the Compose file. A name that is none of them, often that of the image or of an older file, does not resolve: the program ends with ENOTFOUND or retries for ever.",
  fix: "Write the name of the service, or give the service that name as an alias.",
  links: ["https://docs.docker.com/compose/how-tos/networking/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) yield* inService(facts, service);
    yield* inCommands(facts);
    yield* inDocuments(facts);
  },
});

const schemes =
  /^(https?|wss?|grpcs?|tcp|postgres(ql)?(\+\w+)?|mysql(\+\w+)?|mariadb|mongodb|rediss?|valkey|amqps?|nats|kafka|smtps?|ldaps?|clickhouse|memcached)$/;
const stores = /^(postgres(ql)?(\+\w+)?|mysql(\+\w+)?|mariadb|mongodb|rediss?|amqps?)$/;
const storeHost =
  /^(PG|(\w+_)?(DB|DATABASE|POSTGRES(QL)?|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO(DB)?|RABBITMQ|AMQP|KAFKA|SMTP|MAIL|ELASTIC\w*|MEILI\w*|TYPESENSE|MEMCACHED?|CLICKHOUSE)_?)HOST$/;
/** What people write where a name belongs. */
const placeholder =
  /^(host(name)?|server|example|user|username|your\w*|my-?host|db-?host|database-?host|endpoint|domain|x+|\d+|[A-Z][A-Z0-9_]*)$/;

const isName = (host: string): boolean =>
  /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/i.test(host) && !placeholder.test(host) && !/^0x/i.test(host);

function* inService(facts: Facts, service: ServiceFacts): Generator<Report> {
  const { model, stack } = service;
  const isElsewhere =
    model.network_mode !== undefined || service.networks.some((name) => stack.network(name)?.external);
  if (isElsewhere) return;
  const others = namesBeside(service);
  for (const reference of referencesOf(service)) {
    const { host, at, name } = reference;
    if (!isName(host) || others.has(host) || stack.serviceByHost(host) || !isAddress(reference)) continue;
    const meant = meantService(host, [stack]);
    yield {
      at,
      message: `"${service.name}" looks for the host "${host}" (${name}), which is no service of the stack${meant ? `: "${meant}" is` : ""}.`,
      fix: rename(facts, at, host, meant),
    };
  }
}

/** Whether the value surely is a host: by its scheme, its port, or the variable's name. */
const isAddress = ({ url, variable, name, port }: Reference): boolean =>
  url
    ? schemes.test(url.scheme)
    : variable === undefined || storeHost.test(name) || (port !== undefined && /HOST|ADDR|BROKER/.test(name));

/** Names that a service knows besides those of the stack's services. */
function namesBeside({ model }: ServiceFacts): Set<string> {
  const links = [...(model.links ?? []), ...(model.external_links ?? [])].map((link) => link.split(":").at(-1) ?? link);
  const extra = (model.extra_hosts ?? []).map((entry) => entry.split(/[=:]/)[0] ?? "");
  return new Set([...links, ...extra]);
}

/** A connection string in a script, when it is plain which service is meant. */
function* inCommands(facts: Facts): Generator<Report> {
  const { stacks } = facts;
  if (stacks.length === 0) return;
  for (const document of facts.shellDocuments) {
    const { type } = document.origin;
    if (
      type === "workflow" ||
      type === "markdown" ||
      !/(postgres|mysql|redis|mongodb|amqp)\S*:\/\//.test(document.text)
    )
      continue;
    for (const command of document.commands) {
      const given = [...command.assignments.values()].flatMap((word) => word ?? []);
      for (const { text, at } of [...command.words, ...given]) {
        for (const { host, scheme } of urlsIn(text)) {
          if (!stores.test(scheme) || !isName(host) || isLoopback(host)) continue;
          if (stacks.some((stack) => stack.serviceByHost(host))) continue;
          const meant = meantService(host, stacks);
          if (meant === undefined) continue;
          yield {
            at,
            message: `The command names the host "${host}", which is no service: "${meant}" is.`,
            fix: rename(facts, at, host, meant),
          };
        }
      }
    }
  }
}

/** A connection string in the text of a document, with the name of a store's image in place of its service's. */
function* inDocuments(facts: Facts): Generator<Report> {
  const { repository, stacks } = facts;
  for (const path of stacks.length > 0 ? repository.ofKind("markdown") : []) {
    const source = repository.read(path);
    if (!source?.text.includes("://")) continue;
    for (const { host, scheme, start, text } of urlsIn(source.text)) {
      if (!stores.test(scheme) || !isName(host) || stacks.some((stack) => stack.serviceByHost(host))) continue;
      const meant = sameImage(host, stacks);
      if (meant === undefined) continue;
      const at = source.placeOf(start, start + text.length);
      yield {
        at,
        message: `The document names the host "${host}", which is no service: "${meant}" is.`,
        fix: rename(facts, at, host, meant),
      };
    }
  }
}

/** The only service of the image that the host is named after, or the one with the nearest name. */
const meantService = (host: string, stacks: readonly StackFacts[]): string | undefined =>
  sameImage(host, stacks) ??
  nearest(
    host,
    stacks.flatMap((stack) => [...stack.services.keys()]),
  );

function sameImage(host: string, stacks: readonly StackFacts[]): string | undefined {
  const family = host === "postgresql" ? "postgres" : host;
  const services = stacks.flatMap((stack) => [...stack.services.values()]);
  const same = new Set(services.filter(({ image }) => image?.family === family).map(({ name }) => name));
  return same.size === 1 ? [...same][0] : undefined;
}

const rename = (facts: Facts, at: Place, host: string, meant: string | undefined): Fix | undefined =>
  meant === undefined
    ? undefined
    : { title: `Write ${meant}`, suggestion: true, edits: replaceHost(facts, at, host, meant) };

/** The host, not the same word before it, which may be the scheme or the user. */
function replaceHost(facts: Facts, at: Place, host: string, meant: string) {
  for (const [before, after] of [
    ["@", ""],
    ["//", ""],
    ["=", ""],
    ["", ":"],
    ["", ""],
  ] as const) {
    const edits = replaceWithin(facts, at, `${before}${host}${after}`, `${before}${meant}${after}`);
    if (edits.length > 0) return edits;
  }
  return [];
}
