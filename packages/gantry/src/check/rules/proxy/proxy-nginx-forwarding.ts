import type { Facts } from "../../facts/facts.ts";
import type { ProxyConfig } from "../../facts/proxy/proxy-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Report, TextEdit } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import type { Directive } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";
import { servedBy } from "./shared/served-by.ts";

export const rule = defineRule({
  id: "proxy-nginx-forwarding",
  group: "proxy",
  severity: "warn",
  summary: "The proxy nginx hands on what the application must know of a request",
  why: "Without further words nginx asks the upstream with the upstream's own name for Host, says nothing of https, speaks HTTP/1.0 without Upgrade, and cuts bodies off at 1 MiB. Then links and redirects point at an internal name, cookies are refused, websockets fall back to polling or fail, and uploads end with 413.",
  fix: "Set the headers Host and X-Forwarded-Proto, for websockets Upgrade and Connection with HTTP/1.1, and client_max_body_size where files come in.",
  links: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
    "https://nginx.org/en/docs/http/websocket.html",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { service, config } of servedBy(facts)) {
      if (config.kind === "nginx") yield* checkLevel(facts, service, config, config.directives, []);
    }
  },
});

/** Visits every proxy_pass with the blocks around it, the outermost first. */
function* checkLevel(
  facts: Facts,
  proxy: ServiceFacts,
  config: ProxyConfig,
  level: readonly Directive[],
  around: readonly (readonly Directive[])[],
): Generator<Report> {
  const levels = [...around, level];
  for (const directive of level) {
    if (directive.name === "proxy_pass") yield* checkPass(facts, proxy, config, directive, levels);
    if (directive.block && directive.name !== "upstream")
      yield* checkLevel(facts, proxy, config, directive.block, levels);
  }
}

function* checkPass(
  facts: Facts,
  proxy: ServiceFacts,
  config: ProxyConfig,
  pass: Directive,
  levels: readonly (readonly Directive[])[],
): Generator<Report> {
  const target = targetOf(config, proxy, pass, levels);
  // What another file says is not known.
  if (
    !target ||
    levels.some((level) =>
      level.some(({ name, words }) => name === "include" && !/mime\.types|modules/.test(words[0]?.text ?? "")),
    )
  )
    return;
  const headers = headersOf(levels);
  const missing = [
    ...(headers.has("host") ? [] : ["Host"]),
    ...(headers.has("x-forwarded-proto") || headers.has("forwarded") ? [] : ["X-Forwarded-Proto"]),
  ];
  const own = levels.at(-1) ?? [];
  if (missing.length > 0) {
    const lines = missing.map((name) => `proxy_set_header ${name} ${name === "Host" ? "$host" : "$scheme"};`);
    yield {
      at: pass.at,
      message: `Requests to "${target.name}" go on without ${missing.join(" and ")}.`,
      // Headers of an outer block no longer count where an inner one sets any.
      fix: {
        title: `Hand on ${missing.join(" and ")}`,
        edits: own.some(setsHeader) || headers.size === 0 ? addLines(facts, pass, lines) : [],
      },
    };
  }
  if (speaksWebSocket(facts, target) && !headers.has("upgrade")) {
    const lines = [
      "proxy_http_version 1.1;",
      "proxy_set_header Upgrade $http_upgrade;",
      'proxy_set_header Connection "upgrade";',
    ];
    yield {
      at: pass.words[0]?.at ?? pass.at,
      message: `The application "${target.name}" speaks websockets, but nginx does not hand Upgrade and Connection on.`,
      fix: {
        title: "Let websockets through",
        edits: own.some(setsHeader) && missing.length === 0 ? addLines(facts, pass, lines) : [],
      },
    };
  }
  const upload = uploads(facts, target);
  if (upload !== undefined && !levels.some((level) => level.some(({ name }) => name === "client_max_body_size"))) {
    yield {
      at: pass.words.at(-1)?.at ?? pass.at,
      message: `The application "${target.name}" takes files with ${upload}, but nginx refuses bodies over 1 MiB.`,
      advice: "Set client_max_body_size to what the application allows.",
    };
  }
}

/** The service that gets the requests; undefined for other hosts and variables without a value in the file. */
function targetOf(
  config: ProxyConfig,
  proxy: ServiceFacts,
  pass: Directive,
  levels: readonly (readonly Directive[])[],
): ServiceFacts | undefined {
  let text = pass.words[0]?.text ?? "";
  const variable = /^\$\w+/.exec(text.replace(/^[a-z]+:\/\//i, ""))?.[0];
  if (variable !== undefined) {
    const set = levels.flat().findLast(({ name, words }) => name === "set" && words[0]?.text === variable);
    text = set?.words[1]?.text ?? "";
  }
  const host = text.replace(/^[a-z]+:\/\//i, "").split(/[/:]/)[0] ?? "";
  const direct = proxy.stack.serviceByHost(host);
  if (direct) return direct;
  const upstream = config.sites
    .flatMap(({ upstreams }) => upstreams)
    .find(({ directive }) => directive === pass || isPool(config, directive, host));
  return upstream && proxy.stack.serviceByHost(upstream.host);
}

const isPool = (config: ProxyConfig, server: Directive, name: string): boolean =>
  config.directives.some(
    (each) => each.name === "upstream" && each.words[0]?.text === name && (each.block ?? []).includes(server),
  );

const setsHeader = ({ name }: Directive): boolean => name === "proxy_set_header";

/** The headers that are in force: those of the innermost block that sets any. */
function headersOf(levels: readonly (readonly Directive[])[]): Set<string> {
  const level = levels.findLast((each) => each.some(setsHeader)) ?? [];
  return new Set(level.filter(setsHeader).map(({ words }) => words[0]?.text.toLowerCase() ?? ""));
}

/** Before the directive, at its depth. */
function addLines(facts: Facts, { at }: Directive, lines: readonly string[]): TextEdit[] {
  const source = facts.repository.read(at.file);
  if (!source) return [];
  const before = source.line(at.line).slice(0, at.column - 1);
  if (before.trim() === "")
    return insertLines(
      facts,
      at.file,
      at.line,
      lines.map((line) => before + line),
    );
  const start = source.offsetAt(at);
  return [{ file: at.file, start, end: start, text: lines.map((line) => `${line} `).join("") }];
}

const packagesOf = (facts: Facts, { build }: ServiceFacts) => {
  const context = build?.context;
  if (context === undefined) return [];
  // In a workspace nobody can tell which of the applications it is.
  const inside = facts.packages.filter(
    ({ folder }) => context === "" || folder === context || folder.startsWith(`${context}/`),
  );
  return inside.length === 1 ? inside : [];
};

const speaksWebSocket = (facts: Facts, service: ServiceFacts): boolean =>
  packagesOf(facts, service).some((each) =>
    ["socket.io", "ws", "@nestjs/websockets", "@fastify/websocket", "express-ws"].some(
      (name) => each.dependency(name)?.dev === false,
    ),
  );

function uploads(facts: Facts, service: ServiceFacts): string | undefined {
  const [own] = packagesOf(facts, service);
  const library = ["multer", "formidable", "busboy", "@fastify/multipart", "express-fileupload"].find(
    (name) => own?.dependency(name)?.dev === false,
  );
  if (library !== undefined) return library;
  const context = service.build?.context;
  const project = facts.pythonProjects.find(({ folder }) => folder === context);
  return project?.dependency("python-multipart") ? "python-multipart" : undefined;
}
