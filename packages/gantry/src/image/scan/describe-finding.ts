import type { Finding } from "./finding.ts";

/** Where it is, by which name it is known, and which layer has it: never what it is. */
export function describeFinding({ kind, rule, form, layer, place, removedLater, inBase }: Finding): string {
  const what = {
    secret: `the secret ${rule}`,
    key: `what looks like a key (${rule})`,
    file: `a file for keys (${rule})`,
  };
  const written = form === undefined || form === "plain" ? "" : ` in ${form}`;
  const where = "config" in place ? place.config : `/${place.file}${place.line === undefined ? "" : `:${place.line}`}`;
  const made = layer ? `, layer ${layer.index + 1}${layer.createdBy ? ` (${layer.createdBy})` : ""}` : "";
  const later = removedLater ? "; a later layer removes it, and whoever has the image has it" : "";
  return `${what[kind]}${written} is in ${where}${made}${inBase ? " of the base image" : ""}${later}`;
}
