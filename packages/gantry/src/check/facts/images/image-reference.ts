import { hasUnknown } from "../unknown.ts";

export interface ImageReference {
  /** As it is written. */
  readonly text: string;
  /** Without registry and `library/` of Docker Hub: `node`, `pgvector/pgvector`, `ghcr.io/owner/app`. */
  readonly name: string;
  readonly registry: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** The first number of the tag: 17 of `17.2-alpine`, `v17`; Postgres' own of `pg17`, `2.20-pg17`. */
  readonly major: number | undefined;
  /** The tag's number and the next: `3.12`. */
  readonly version: string | undefined;
  /** False: a part of it is a variable without a value. */
  readonly isKnown: boolean;
}

/** The parts of an image's name. */
export function parseImageReference(text: string): ImageReference {
  const [named = "", digest] = text.split("@");
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const whole = colon < 0 ? named : named.slice(0, colon);
  const first = whole.split("/")[0] ?? "";
  const hasRegistry = whole.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const registry = hasRegistry ? first : undefined;
  const onHub = registry === undefined || /^(index\.|registry-1\.)?docker\.io$/.test(registry);
  const path = hasRegistry && onHub ? whole.slice(first.length + 1) : whole;
  const name = onHub ? path.replace(/^library\//, "") : path;
  const number = /(?:^|-)pg(\d+)(?:\.(\d+))?/.exec(tag ?? "") ?? /^(?:v|version-)?(\d+)(?:\.(\d+))?/.exec(tag ?? "");
  return {
    text,
    name,
    registry,
    tag,
    digest,
    major: number ? Number(number[1]) : undefined,
    version: number ? [number[1], number[2]].filter((part) => part !== undefined).join(".") : undefined,
    isKnown: !hasUnknown(text),
  };
}
