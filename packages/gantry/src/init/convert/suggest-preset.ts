import { child, type Node, textOf } from "../../compose/node.ts";

/** What a preset would have to offer for a service, by its image. */
const presets: readonly [pattern: RegExp, suggestion: string][] = [
  [/(^|\/)(postgres|pgvector|postgis)$/, 'postgres({ version: "…" }) makes the password, the health check and the URL'],
  [/(^|\/)(redis|valkey)$/, 'redis({ version: "…" }) makes the password, the health check and the URL'],
  [/(^|\/)caddy$/, 'caddy({ routes: { "…": service } }) as the stack\'s `proxy` writes the Caddyfile'],
];

/** Comment lines about the preset that could take the service's place; none where there is no such preset. */
export function suggestPreset(definitions: readonly Node[]): string[] {
  const image = definitions.map((node) => textOf(child(node, "image"))).findLast((name) => name !== undefined);
  const repository = image?.replace(/[:@].*$/, "") ?? "";
  return presets.filter(([pattern]) => pattern.test(repository)).map(([, suggestion]) => `${suggestion}.`);
}
