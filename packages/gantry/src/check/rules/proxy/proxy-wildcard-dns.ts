import { posix } from "node:path";
import type { EnvTemplate } from "../../facts/env/env-template.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ProxyConfig } from "../../facts/proxy/proxy-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Report } from "../../finding.ts";
import { type Directive, walkDirectives } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";
import { servedBy } from "./shared/served-by.ts";

export const rule = defineRule({
  id: "proxy-wildcard-dns",
  group: "proxy",
  severity: "error",
  summary: "A wildcard site of Caddy can get its certificate",
  why: "A certificate for *.example.com is only issued after a challenge in DNS. For that Caddy needs the module of the DNS provider, which the stock image does not have, and a token of the kind that the module's version speaks to. Where one of them is missing, Caddy refuses its whole configuration or tries for ever: no subdomain ever answers over TLS.",
  fix: "Build Caddy with the provider's module (xcaddy build --with …), and write tls { dns <provider> {env.TOKEN} } in the site.",
  links: [
    "https://caddyserver.com/docs/automatic-https#wildcard-certificates",
    "https://caddyserver.com/docs/caddyfile/directives/tls#dns",
    "https://github.com/caddy-dns/hetzner",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const config of facts.proxies) if (config.kind === "caddy") yield* checkSites(config);
    for (const { service, config } of servedBy(facts)) {
      if (config.kind === "caddy") yield* checkModules(facts, service, config);
    }
  },
});

function* checkSites({ sites, caddy }: ProxyConfig): Generator<Report> {
  const globals = caddy?.globals ?? [];
  // Set for all sites: a provider, the internal authority, certificates of one's own, or none at all.
  if (globals.some(({ name }) => /^(acme_dns|dns|local_certs|cert_issuer|auto_https)$/.test(name))) return;
  for (const { addresses, directives } of sites) {
    const all = [...walkDirectives(directives)];
    // What is imported from elsewhere may say it; snippets of the file stand among the directives.
    const isForeign = ({ name, words }: Directive) => name === "import" && !caddy?.snippets.has(words[0]?.text ?? "");
    if (all.some(isForeign) || all.some(saysHow)) continue;
    for (const { text, at } of addresses) {
      if (
        !/^(https:\/\/)?\*\./.test(text) ||
        /:80$/.test(text) ||
        /\.(localhost|local|internal|test)(:\d+)?$/.test(text)
      )
        continue;
      yield {
        at,
        message: `The site ${text} needs a certificate by a challenge in DNS, and nothing tells Caddy how.`,
        advice:
          "Add tls { dns <provider> {env.TOKEN} }, or certificates of your own, and build Caddy with the provider's module.",
      };
    }
  }
}

const saysHow = ({ name, words, block }: Directive): boolean =>
  name === "tls" &&
  (words.length >= 2 ||
    words.some(({ text }) => text === "internal") ||
    (block ?? []).some((each) => /^(dns|issuer|get_certificate|load|on_demand|force_automate)$/.test(each.name)));

/** Modules that a configuration uses and its image does not have. */
function* checkModules(facts: Facts, service: ServiceFacts, config: ProxyConfig): Generator<Report> {
  const uses = [...walkDirectives(config.directives)].flatMap((directive) => {
    if (directive.name === "acme_dns" || (directive.name === "dns" && directive.words.length > 0)) {
      const [word] = directive.words;
      return word && !word.text.startsWith("{") ? [{ provider: word.text, at: word.at, words: directive.words }] : [];
    }
    return [];
  });
  const seen = new Set<string>();
  for (const { provider, at, words } of uses) {
    if (seen.has(provider)) continue;
    seen.add(provider);
    const module = moduleOf(service, provider);
    if (module === "missing") {
      yield {
        at,
        message: `Caddy of "${service.name}" does not have the module for ${provider}: it refuses this configuration.`,
        related: [{ at: service.image?.baseAt ?? service.at("image"), message: "This is its image." }],
        advice: `Build it: FROM caddy:2-builder, RUN xcaddy build --with github.com/caddy-dns/${provider}@<version>.`,
      };
    } else if (module && provider === "hetzner" && /hetzner\/v2/.test(module.text)) {
      yield* checkToken(facts, service, words.map(({ text }) => text).join(" "), module.at);
    }
  }
}

/** Whether the image has the module, and where it is asked for; undefined when nobody knows. */
function moduleOf(
  { image }: ServiceFacts,
  provider: string,
): "missing" | { text: string; at: Report["at"] } | undefined {
  if (!image || image.base.registry !== undefined || !image.base.isKnown) return undefined;
  const { dockerfile } = image;
  if (!dockerfile) return image.base.name === "caddy" ? "missing" : undefined;
  if (image.base.name !== "caddy") return undefined;
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword !== "RUN") continue;
    for (const { words } of instruction.shell?.commands ?? []) {
      const word = words.find(({ text }) => new RegExp(`caddy-dns/${provider}(/v\\d+)?(@|=|$)`).test(text));
      if (word) return { text: word.text, at: word.at };
    }
  }
  // A program from elsewhere, or modules that a variable lists.
  const text = dockerfile.source.text;
  const foreign = dockerfile.instructions.some(
    ({ keyword, words, flags }) =>
      (keyword === "COPY" || keyword === "ADD") &&
      words.some((word) => posix.basename(word.text) === "caddy") &&
      !flags.some(({ name, value }) => name === "from" && value !== undefined && dockerfile.target(value)),
  );
  return foreign || /\$\{?\w*(MODULE|PLUGIN|WITH)|add-package|caddy-dns\/[^\s@]*\$/i.test(text) ? undefined : "missing";
}

/** Version 2 of Hetzner's module speaks to the Cloud API; tokens of the old DNS Console mean nothing there. */
function* checkToken(facts: Facts, service: ServiceFacts, words: string, moduleAt: Report["at"]): Generator<Report> {
  const name = /\{(?:env\.|\$)([A-Za-z_]\w*)/.exec(words)?.[1];
  if (name === undefined) return;
  const passed = service.model.environment?.[name] ?? "";
  const names = new Set([name, ...[...passed.matchAll(/[A-Z][A-Z0-9_]+/g)].map(([each]) => each)]);
  for (const template of facts.envTemplates) {
    for (const entry of template.entries) {
      if (!names.has(entry.name) || !/DNS Console|dns\.hetzner\.com/i.test(describe(template, entry.at.line))) continue;
      yield {
        at: entry.at,
        message: `${entry.name} is described as a token of the DNS Console, which version 2 of the Hetzner module cannot use.`,
        related: [{ at: moduleAt, message: "This module speaks to the Cloud API." }],
        advice: "Move the zone to the Hetzner Console and make an API token there.",
      };
    }
  }
}

/** The line and the comments right above it. */
function describe({ source }: EnvTemplate, line: number): string {
  const lines = [source.line(line)];
  for (
    let number = line - 1;
    number > 0 && source.line(number).startsWith("#") && !/^#\s*[A-Z_]+=/.test(source.line(number));
    number--
  )
    lines.push(source.line(number));
  return lines.join("\n");
}
