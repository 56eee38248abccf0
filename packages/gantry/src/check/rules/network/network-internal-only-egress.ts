import { isOwnAddress, referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Related } from "../../finding.ts";
import { addNetwork } from "../../fix/edit-service.ts";
import { walkDirectives } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";
import { isInternalOnly, openNetwork } from "./shared/networks.ts";

export const rule = defineRule({
  id: "network-internal-only-egress",
  group: "network",
  severity: "error",
  summary: "A service that calls others on the internet is on a network that leads there",
  why: "An internal network has no route to the outside. Sign-in with another provider, payments, mail, object storage and certificates time out one by one, while the service is healthy and everything inside the stack works.",
  fix: "Attach the service to a second network that is not internal.",
  links: ["https://docs.docker.com/reference/compose-file/networks/#internal"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.networks"],
  *check(facts) {
    for (const service of facts.services()) {
      if (!isInternalOnly(service)) continue;
      const reason = outsideNeed(service);
      if (!reason) continue;
      const network = openNetwork(service);
      yield {
        at:
          service.has("networks") === "yes" && service.networks[0] !== undefined
            ? service.keyAt("networks")
            : service.at(),
        message: `"${service.name}" is on internal networks only, and ${reason.what}.`,
        related: [reason.related],
        ...(network !== undefined && {
          fix: { title: `Attach it to ${network} too`, edits: addNetwork(facts, service, network) },
        }),
      };
    }
  },
});

const providers =
  /^(AUTH_(GOOGLE|GITHUB|GITLAB|DISCORD|FACEBOOK|APPLE|TWITTER|LINKEDIN|MICROSOFT_ENTRA_ID|AZURE_AD|SLACK|AUTH0|OKTA)_|(GOOGLE|GITHUB|DISCORD|FACEBOOK|APPLE|AZURE_AD)_CLIENT_(ID|SECRET)$|ANTHROPIC_|OPENAI_|GEMINI_|MISTRAL_|GROQ_|COHERE_|REPLICATE_|R2_|S3_|AWS_|CLOUDFLARE_|STRIPE_|PAYPAL_|SENTRY_DSN$|RESEND_|SENDGRID_|MAILGUN_|POSTMARK_|TWILIO_|UPSTASH_|SUPABASE_|ALGOLIA_|SLACK_)/;

/** What the service reaches for outside. */
function outsideNeed(service: ServiceFacts): { what: string; related: Related } | undefined {
  const { knowledge } = service.image ?? {};
  if (["database", "cache", "search", "queue"].includes(knowledge?.role ?? "")) return undefined;
  // What goes through a proxy of its own reaches outside all the same.
  if (service.env.get("HTTPS_PROXY") ?? service.env.get("https_proxy") ?? service.env.get("HTTP_PROXY"))
    return undefined;
  const references = referencesOf(service);
  const family = (name: string) => name.split("_")[0] ?? name;
  // OPENAI_BASE_URL=http://ollama:11434 and S3_ENDPOINT=http://minio:9000 are inside.
  const inside = new Set(references.filter(({ host }) => !host.includes(".")).map(({ name }) => family(name)));
  for (const { name, at } of service.env) {
    if (!providers.test(name) || inside.has(family(name)) || inside.has("AWS") || inside.has("S3")) continue;
    return {
      what: `${name} belongs to a service on the internet`,
      related: { at, message: `${name} is given to it.` },
    };
  }
  for (const { host, url, at, name, variable, shared } of references) {
    const isMail = /^(SMTP|MAIL|EMAIL)_(HOST|SERVER)$/.test(name);
    if (!variable || shared || !isPublicHost(host, service) || isOwnAddress(name)) continue;
    if (isMail || url?.scheme === "https")
      return { what: `${name} names ${host}`, related: { at, message: `${host} is outside.` } };
  }
  return knowledge?.family === "caddy" ? certificateNeed(service) : undefined;
}

const isPublicHost = (host: string, { stack }: ServiceFacts): boolean =>
  /\.[a-z]{2,}$/i.test(host) &&
  !/\.(internal|local|localhost|lan|home|test|example|invalid)$/i.test(host) &&
  !/(^|\.)example\.(com|org|net)$/i.test(host) &&
  stack.serviceByHost(host) === undefined;

/** A site of a public name, for which Caddy asks an authority for a certificate. */
function certificateNeed(service: ServiceFacts): { what: string; related: Related } | undefined {
  for (const proxy of service.stack.facts.proxiesOf(service)) {
    const options = proxy.caddy?.globals ?? [];
    if (options.some(({ name, words }) => name === "auto_https" && words[0]?.text === "off")) continue;
    for (const { addresses, directives } of proxy.sites) {
      if (
        [...walkDirectives(directives)].some(
          ({ name, words }) => name === "tls" && words.length > 0 && words[0]?.text !== "{",
        )
      )
        continue;
      const site = addresses.find(({ text }) => /^(https:\/\/)?(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}(:443)?$/i.test(text));
      if (site)
        return {
          what: `needs a certificate for ${site.text}`,
          related: { at: site.at, message: "Caddy asks an authority on the internet for it." },
        };
    }
  }
  return undefined;
}
