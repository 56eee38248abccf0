import { chainIds, sha256 } from "./layer-chain.ts";

/**
 * Recognises the layers of archives that engines before 25 save. There a layer's folder is named by a hash over its `json`, which comes first, and its
 * chain id, which is not written down; the list of layers is the last thing in the archive. Trying the chain ids that there are tells
 * which layer is coming, so that one that nobody needs can be passed over.
 *
 * @returns a function that gives the diff id of the layer in a folder; undefined when none fits
 */
export function createLegacyLayerIndex(
  diffIds: readonly string[],
): (folder: string, json: Uint8Array) => string | undefined {
  const chains = chainIds(diffIds);
  return (folder, json) => {
    const description: unknown = JSON.parse(Buffer.from(json).toString("utf8"));
    if (typeof description !== "object" || description === null) return undefined;
    const { id: _, os: __, parent, ...rest } = description as Record<string, unknown>;
    const index = chains.findIndex((chain) => {
      const hashed = { ...rest, layer_id: chain, ...(typeof parent === "string" && { parent: `sha256:${parent}` }) };
      const sorted = Object.entries(hashed).sort(([a], [b]) => (a < b ? -1 : 1));
      return sha256(JSON.stringify(Object.fromEntries(sorted))) === `sha256:${folder}`;
    });
    return diffIds[index];
  };
}
