import { envFilesOf } from "../../facts/env/env-files.ts";
import { isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { urlsIn } from "../../facts/url.ts";
import type { Report } from "../../finding.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { isPlaceholder } from "./shared/placeholder.ts";

export const rule = defineRule({
  id: "secret-literal",
  group: "env",
  severity: "error",
  summary: "No password or key of production is written into a file of the repository",
  why: "A password that is the user's name, or postgres, or secret, is the first that anybody tries; one that is written in a Compose file is known to everyone who ever saw the repository, and is the same on every machine. Keys of services are found by scanners within minutes of a push.",
  fix: "Refer to a variable, ${NAME:?set NAME}, or to a secret; and replace what was written down.",
  links: ["https://docs.docker.com/compose/how-tos/use-secrets/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    yield* fromServices(facts);
    yield* fromTokens(facts);
  },
});

function* fromServices(facts: Facts): Generator<Report> {
  for (const service of facts.productionServices()) {
    for (const variable of service.env) {
      const { name, value, source } = variable;
      if (source === "dockerfile" || source === "env-template" || isPlaceholder(value)) continue;
      const reason = weakness(service, name, value) ?? urlWeakness(value);
      // An env file is where secrets are: whether git has it is another rule's.
      if (!reason || (source === "env-file" && reason.includes("written"))) continue;
      const isDefault = service.stack.variables.some((use) => use.name === name && /^:?-$/.test(use.operator ?? ""));
      yield {
        at: variable.valueAt,
        ...(isOutOfReach(service, name, value) && { severity: "warn" as const }),
        message: `The value of ${name} of "${service.name}" ${reason}${isDefault ? ", and is taken when nobody sets another" : ""}.`,
        ...(source === "environment" && {
          advice: `Write \${${name}:?set ${name}}, and keep the value out of the repository.`,
        }),
      };
    }
  }
}

/** Of a store that nobody outside the stack can talk to. */
function isOutOfReach(service: ServiceFacts, name: string, value: string): boolean {
  const [url] = urlsIn(value);
  const host = url?.password ? service.stack.serviceByHost(url.host) : service;
  const isStore = /^(database|cache|queue|search)$/.test(host?.image?.knowledge?.role ?? "");
  return (
    host !== undefined && isStore && (url !== undefined || /PASS/.test(name)) && (host.model.ports ?? []).length === 0
  );
}

const known =
  /^(password|passwd|pass|secret|admin|root|postgres|mysql|redis|user|guest|test|demo|minioadmin|rabbitmq|letmein|qwerty\w*|12345\d*|0{4,}|(super)?secret\w*|p[a@]ssw[o0]rd\d*)$/i;
const weakPart = /(^|[-_.])(secret|password|passwd|pass|admin|test|dev|demo|local|default)([-_.\d]|$)/i;

/** What is wrong with a secret's value, as the end of a sentence. */
function weakness(service: ServiceFacts, name: string, value: string): string | undefined {
  if (!isSecretName(name) || /^\/run\/secrets\//.test(value)) return undefined;
  const user = service.env.get(name.replace(/(ROOT_)?(PASSWORD|PASS|PASSWD)$/, "USER"))?.value;
  if (/PASS/.test(name) && user === value) return "is the name of the user";
  if (known.test(value) || weakPart.test(value)) return "is one that everybody guesses";
  return isRandom(value) ? "is written into the file" : undefined;
}

function urlWeakness(value: string): string | undefined {
  for (const { user, password } of urlsIn(value)) {
    if (!password || isPlaceholder(password)) continue;
    if (password === user) return "has a password that is the name of the user";
    if (known.test(password) || weakPart.test(password)) return "has a password that everybody guesses";
    if (isRandom(password)) return "has a password written into it";
  }
  return undefined;
}

/** Long, of letters and digits, and no words. */
function isRandom(value: string): boolean {
  if (value.length < 16 || /\s|^https?:|^\//.test(value)) return false;
  const counts = new Map<string, number>();
  for (const letter of value) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const entropy = [...counts.values()].reduce(
    (sum, count) => sum - (count / value.length) * Math.log2(count / value.length),
    0,
  );
  return entropy > 3.3 && /\d/.test(value) && /[a-z]/i.test(value);
}

/** Keys that tell by their first letters what they are. */
const token =
  /\b(sk_live_[0-9a-zA-Z]{16,}|rk_live_[0-9a-zA-Z]{16,}|gh[pousr]_[0-9A-Za-z]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,}|AIza[\w-]{35}|sk-(ant|proj)-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_[0-9A-Za-z]{36}|dckr_pat_[\w-]{20,})/g;

function* fromTokens(facts: Facts): Generator<Report> {
  const paths = new Set([
    ...facts.composeFiles.keys(),
    ...facts.dockerfiles.map(({ path }) => path),
    ...envFilesOf(facts).flatMap(({ path, isTemplate }) => (isTemplate || facts.tracked?.has(path) ? [path] : [])),
  ]);
  for (const path of paths) {
    const source = facts.repository.read(path);
    for (const match of source?.text.matchAll(token) ?? []) {
      const at: Place | undefined = source?.placeOf(match.index, match.index + match[0].length);
      // Documentation has keys such as AKIAIOSFODNN7EXAMPLE.
      if (at && !/example|x{6}|0{8}/i.test(match[0]))
        yield { at, message: `A key is written here that begins with "${match[0].slice(0, 4)}".` };
    }
  }
}
