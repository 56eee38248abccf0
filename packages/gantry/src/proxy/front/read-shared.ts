import { parseCaddyfile } from "../../check/parse/parse-caddyfile.ts";
import { SourceText } from "../../check/repository/source-text.ts";
import { configError, type Issue } from "../../model/error.ts";
import { formatPosition } from "../../model/position.ts";
import type { Port, Service } from "../../model/service.ts";
import { mountedFiles } from "../../plan/describe/describe-files.ts";
import type { FoundFile } from "../configuration/read-proxy-files.ts";
import { readAddresses } from "./fragment-hosts.ts";
import { mainCaddyfile } from "./front-names.ts";
import type { FrontWish } from "./front-wish.ts";

/** A proxy service that is put into the front, as far as the front takes anything of it over. */
export interface SharedProxy {
  wish: FrontWish;
  /** Its Caddyfile without global options, with the service's variables in it. */
  caddyfile: FoundFile;
}

/** The front listens on these. */
const targets = [80, 443];
const usual: Port[] = [
  { target: 80, published: "80" },
  { target: 443, published: "443" },
  { target: 443, published: "443", protocol: "udp" },
];

/** What Caddy itself writes, and what the front has of its own. */
const writtenFolders = ["/data", "/config"];

/**
 * What a service with `x-gantry.shared` says to the front.
 *
 * @param found its configuration, as `readProxyFiles` has found it
 * @throws UserError `config` with everything that the front cannot do for it.
 */
export function readShared(name: string, service: Service, found: readonly FoundFile[]): SharedProxy {
  const file = found.find(({ path }) => path === mainCaddyfile);
  const others = found.filter((each) => each !== file);
  if (!file) {
    throw configError([
      {
        message: `services.${name}.x-gantry.shared: the service has no Caddyfile at ${mainCaddyfile} that can be read.`,
        fix: "Mount it, or write it as a config. Only a Caddy can be shared.",
      },
    ]);
  }
  const caddyfile = { ...file, content: fillIn(file.content, service.environment ?? {}) };
  const text = new SourceText(caddyfile.name, caddyfile.content);
  const { globals, globalsEnd } = parseCaddyfile(text);
  const issues = [
    ...others.map(({ name: other }) => ({
      message: `services.${name}: the front takes one Caddyfile, and ${other} is another file.`,
      fix: "Put all of it into the Caddyfile.",
    })),
    ...findForeignMounts(name, service, found),
    ...globals
      .filter((each) => each.name !== "log")
      .map(({ name: option, at }) => ({
        message: `${formatPosition(at)}: "${option}" is an option of the whole Caddy, which several stacks share.`,
        fix: option === "auto_https" ? "Write http:// before the hosts instead." : "Leave it out.",
      })),
    ...readAddresses(caddyfile.name, caddyfile.content)
      .filter(({ port }) => port !== undefined && !targets.includes(port))
      .map(({ text: address, at }) => ({
        message: `${formatPosition(at)}: ${address} is on a port that the front does not have. It has 80 and 443.`,
        fix: "Choose a host name, or a proxy of the stack's own.",
      })),
  ];
  const ports = readPorts(name, service, issues);
  if (issues.length > 0) throw configError(issues);
  const start = globalsEnd === undefined ? 0 : globalsEnd + 1;
  return {
    wish: { image: service.image ?? "caddy:2-alpine", ports },
    caddyfile: { ...caddyfile, content: caddyfile.content.slice(start).replace(/^\s*\n/, "") },
  };
}

/** The front has not the service's environment. */
function fillIn(content: string, environment: Readonly<Record<string, string | null>>): string {
  return content.replace(
    /\{\$(\w+)(?::([^}]*))?\}|\{env\.(\w+)\}/g,
    (_, name: string | undefined, fallback: string | undefined, other: string | undefined) =>
      environment[name ?? other ?? ""] ?? fallback ?? "",
  );
}

function findForeignMounts(name: string, service: Service, found: readonly FoundFile[]): Issue[] {
  const known = new Set([...writtenFolders, ...found.map(({ mount }) => mount)]);
  const volumes = (service.volumes ?? []).map(({ target }) => ({ key: "volumes", target }));
  const files = mountedFiles(service).map(({ kind, target }) => ({ key: kind, target }));
  return [...volumes, ...files]
    .filter(({ target }) => !known.has(target))
    .map(({ key, target }) => ({
      message: `services.${name}.${key}: ${target} is not in the front, which has the Caddyfile and nothing else of the service.`,
      fix: "Serve files by a service of the stack, such as staticSite().",
    }));
}

function readPorts(name: string, { ports = [] }: Service, issues: Issue[]): readonly Port[] {
  for (const { target } of ports) {
    if (targets.includes(target)) continue;
    issues.push({
      message: `services.${name}.ports: ${target} is no port of the front. It has 80 and 443.`,
      fix: "Leave it out, or use a proxy of the stack's own.",
    });
  }
  return ports.length > 0 ? ports : usual;
}
