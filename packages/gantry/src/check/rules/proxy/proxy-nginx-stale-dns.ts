import type { Facts } from "../../facts/facts.ts";
import type { ProxyConfig, Upstream } from "../../facts/proxy/proxy-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { walkDirectives } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";
import { servedBy } from "./shared/served-by.ts";

export const rule = defineRule({
  id: "proxy-nginx-stale-dns",
  group: "proxy",
  severity: "warn",
  summary: "The nginx of a stack looks its upstreams up again",
  why: "nginx resolves a name in proxy_pass or upstream once, when it starts, and keeps the address. A container that is recreated gets another one: every request answers 502 until somebody reloads nginx, though all containers are healthy. And where the name does not exist yet, nginx does not start at all.",
  fix: "Name Docker's resolver (resolver 127.0.0.11) and put the address into a variable; in an upstream block write resolve and a zone.",
  links: [
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver",
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { service, config } of servedBy(facts)) {
      if (config.kind !== "nginx") continue;
      for (const upstream of config.sites.flatMap(({ upstreams }) => upstreams)) {
        const target = service.stack.serviceByHost(upstream.host);
        const { directive } = upstream;
        if (!target || target === service) continue;
        if (directive.name === "server" && directive.words.some(({ text }) => text === "resolve")) continue;
        yield {
          at: upstream.at,
          message: `The address of "${upstream.host}" is looked up once, when nginx starts: after the container is recreated it answers 502.`,
          related: [{ at: target.at(), message: "This service gets another address each time." }],
          fix: { title: "Look it up for each request", edits: useVariable(facts, config, upstream) },
        };
      }
    }
  },
});

/** `proxy_pass http://api:8000;` by a variable. With a path in it, nginx would treat requests in another way: that is a person's to write. */
function useVariable(facts: Facts, config: ProxyConfig, { directive, host }: Upstream): TextEdit[] {
  const source = facts.repository.read(config.path);
  const [word] = directive.words;
  if (!source || !word || !/^(proxy|grpc)_pass$/.test(directive.name)) return [];
  if (!/^[a-z]+:\/\/[\w.-]+(:\d+)?$/i.test(word.text) || directive.words.length !== 1) return [];
  const line = source.line(directive.at.line);
  const start = source.offsetAt(directive.at);
  const end = source.offsetAt({ line: word.at.endLine ?? word.at.line, column: word.at.endColumn ?? word.at.column });
  const name = `$upstream_${host.replace(/\W/g, "_")}`;
  const resolver = hasResolver(config) ? [] : ["resolver 127.0.0.11 valid=10s;"];
  const before = line.slice(0, directive.at.column - 1);
  const gap = before.trim() === "" ? `\n${before}` : " ";
  const text = [...resolver, `set ${name} ${word.text};`, `${directive.name} ${name}`].join(gap);
  return [{ file: config.path, start, end, text }];
}

const hasResolver = ({ directives }: ProxyConfig): boolean =>
  [...walkDirectives(directives)].some(({ name }) => name === "resolver");
