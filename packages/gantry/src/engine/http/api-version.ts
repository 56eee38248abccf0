/** Docker Engine 20.10. */
export const OLDEST_API = "1.41";
/** The newest that this client was written for (Docker Engine 28.3 to 28.5). */
export const NEWEST_API = "1.51";

/** Below zero when `a` is older than `b`. */
export function compareApiVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

/** The version to speak with an engine; `undefined` when it is too old. */
export function chooseApiVersion(engines: string): string | undefined {
  if (compareApiVersions(engines, OLDEST_API) < 0) return undefined;
  return compareApiVersions(engines, NEWEST_API) < 0 ? engines : NEWEST_API;
}
