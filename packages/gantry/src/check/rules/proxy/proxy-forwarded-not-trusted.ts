import { posix } from "node:path";
import { type ProcessCommand, processCommands } from "../../facts/build/process-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix, Related, Report } from "../../finding.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";
import { addVariable } from "./shared/add-variable.ts";
import { servedBy } from "./shared/served-by.ts";

export const rule = defineRule({
  id: "proxy-forwarded-not-trusted",
  group: "proxy",
  severity: "warn",
  summary: "An application behind a proxy believes the proxy's headers",
  why: "uvicorn and gunicorn take X-Forwarded-Proto and X-Forwarded-For from 127.0.0.1 only, and in another container the proxy has another address. The application then sees http and the proxy's own address: it redirects to http, writes wrong links, refuses secure cookies, and limits all visitors together as if they were one. Auth.js refuses every sign-in with UntrustedHost.",
  fix: "Set FORWARDED_ALLOW_IPS or --forwarded-allow-ips; for Auth.js AUTH_TRUST_HOST=true or AUTH_URL.",
  links: [
    "https://www.uvicorn.org/settings/#http",
    "https://docs.gunicorn.org/en/stable/settings.html#forwarded-allow-ips",
    "https://authjs.dev/getting-started/deployment#auth_trust_host",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.environment"],
  *check(facts) {
    const proxied = new Map<ServiceFacts, Related>();
    for (const { service: proxy, config } of servedBy(facts)) {
      for (const { upstreams } of config.sites) {
        for (const { host, at } of upstreams) {
          const service = proxy.stack.serviceByHost(host);
          if (service && service !== proxy && !proxied.has(service))
            proxied.set(service, { at, message: "This proxy sends requests to it." });
        }
      }
    }
    for (const [service, at] of namedByOthers(facts)) {
      if (!proxied.has(service)) proxied.set(service, { at, message: "This proxy sends requests to it." });
    }
    for (const [service, related] of proxied) {
      const report = checkServer(facts, service) ?? checkAuth(facts, service);
      if (report) yield { ...report, related: [related] };
    }
  },
});

/** Services that a configuration sends requests to, although no service is given it: its proxy is started elsewhere. */
function* namedByOthers(facts: Facts): Generator<[ServiceFacts, Place]> {
  const served = new Set([...servedBy(facts)].map(({ config }) => config));
  for (const config of facts.proxies.filter((each) => !served.has(each))) {
    for (const { host, at } of config.sites.flatMap(({ upstreams }) => upstreams)) {
      for (const stack of facts.production) {
        const service = stack.serviceByHost(host);
        if (service) yield [service, at];
      }
    }
  }
}

function checkServer(facts: Facts, service: ServiceFacts): Report | undefined {
  const build = facts.builds.find((each) => each.service === service);
  const commands = processCommands(facts, build ?? { service, stage: undefined, context: undefined });
  const found = commands.flatMap((command) => {
    const name = serverOf(command);
    return name ? [{ command, name }] : [];
  })[0];
  if (!found || service.env.has("FORWARDED_ALLOW_IPS") !== "no") return undefined;
  const { command, name } = found;
  if (
    hasFlag(command.argv, "--forwarded-allow-ips", "--no-proxy-headers") ||
    service.env.has("GUNICORN_CMD_ARGS") !== "no"
  )
    return undefined;
  if (name === "gunicorn" && !gunicornIsPlain(facts, command.argv, build?.context)) return undefined;
  return {
    at: command.at,
    message: `The program ${name} of "${service.name}" believes forwarded headers from 127.0.0.1 only, and the proxy is another container.`,
    fix: trust(facts, service),
  };
}

function serverOf({ argv }: ProcessCommand): "uvicorn" | "gunicorn" | undefined {
  const [program = "", ...rest] = unwrapCommand(argv);
  const name = posix.basename(program);
  const called =
    /^python[\d.]*$/.test(name) && rest[0] === "-m" ? rest[1] : name === "uv" || name === "poetry" ? rest[1] : name;
  if (called === "uvicorn" || called === "gunicorn") return called;
  // The command of FastAPI runs uvicorn.
  return called === "fastapi" && rest.includes("run") ? "uvicorn" : undefined;
}

/** A settings file of gunicorn may say it. */
function gunicornIsPlain(facts: Facts, argv: readonly string[], context = ""): boolean {
  const index = argv.findIndex((word) => word === "-c" || word === "--config");
  const named = index >= 0 ? argv[index + 1] : argv.find((word) => word.startsWith("--config="))?.slice(9);
  const path = posix.join(context, named === undefined ? "gunicorn.conf.py" : posix.basename(named));
  const text = facts.repository.read(path)?.text;
  return text === undefined ? named === undefined : !text.includes("forwarded_allow_ips");
}

/** Every address may be believed where only the proxy can reach the port. */
function trust(facts: Facts, service: ServiceFacts): Fix {
  const published = (service.model.ports ?? []).length > 0;
  return {
    title: published ? "Believe the proxy's network" : "Believe who can reach it: the proxy alone",
    edits: addVariable(facts, service, "FORWARDED_ALLOW_IPS", '"*"'),
    ...(published && { suggestion: true }),
  };
}

function checkAuth(facts: Facts, service: ServiceFacts): Report | undefined {
  const { build } = service;
  if (build?.context === undefined) return undefined;
  const inside = (path: string) => build.context === "" || path.startsWith(`${build.context}/`);
  const dependency = facts.packages
    .filter(({ path }) => inside(path))
    .flatMap((each) => each.dependency("next-auth") ?? each.dependency("@auth/core") ?? [])
    .find(({ version }) => /^[\^~]?(5|0\.)|beta/.test(version));
  if (!dependency) return undefined;
  if (["AUTH_TRUST_HOST", "AUTH_URL", "NEXTAUTH_URL"].some((name) => service.env.has(name) !== "no")) return undefined;
  const trusts = facts.repository
    .ofKind("script-source")
    .some((path) => inside(path) && /auth/i.test(path) && facts.repository.read(path)?.text.includes("trustHost"));
  if (trusts) return undefined;
  return {
    at: service.at(),
    message: `Auth.js of "${service.name}" is told neither its address nor to believe the proxy: it refuses with UntrustedHost in production.`,
    fix: {
      title: "Believe the host that the proxy names",
      edits: addVariable(facts, service, "AUTH_TRUST_HOST", '"true"'),
    },
  };
}
