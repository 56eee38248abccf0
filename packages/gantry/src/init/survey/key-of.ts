/** Keys that mean something else in a stack. */
const taken = new Set(["default", "egress", "proxy"]);

/** A service's key from a folder's name, else from a package's: lower-case letters, digits and dashes. */
export function keyOf(folder: string, name?: string): string {
  const clean = (text: string) =>
    text
      .toLowerCase()
      .replace(/^@[^/]*\//, "")
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");
  const key = clean(folder) || clean(name ?? "") || "app";
  return taken.has(key) ? `${key}-app` : key;
}
