import type { ConfigWord, Directive } from "../../check/parse/directive.ts";

/** A directive that sends requests on, and the blocks around it, the outermost first. */
export interface Pass {
  directive: Directive;
  target: ConfigWord;
  ancestors: readonly Directive[];
}

const passing = new Set(["proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass"]);

export function* readPasses(directives: readonly Directive[], ancestors: readonly Directive[] = []): Generator<Pass> {
  for (const directive of directives) {
    const [target] = directive.words;
    if (passing.has(directive.name) && target) yield { directive, target, ancestors };
    if (directive.block) yield* readPasses(directive.block, [...ancestors, directive]);
  }
}

/** `http://web:3000/v1`, in its parts. */
export interface PassTarget {
  /** With `://`. */
  scheme: string;
  host: string;
  port: number | undefined;
  /** What follows, from the slash on. */
  uri: string;
}

export function parseTarget(text: string): PassTarget | undefined {
  const match = /^(?<scheme>[a-z]+:\/\/)?(?<host>[\w.-]+|\$\w+)(?::(?<port>\d+))?(?<uri>[/?$].*)?$/i.exec(text);
  const { scheme = "", host, port, uri = "" } = match?.groups ?? {};
  if (host === undefined || host === "unix") return undefined;
  return { scheme, host, port: port === undefined ? undefined : Number(port), uri };
}

/** The port that a scheme stands for when none is written. */
export function defaultPort({ scheme }: PassTarget): number {
  return /^(https|grpcs):/i.test(scheme) ? 443 : 80;
}
