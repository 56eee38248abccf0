/** Health checks with `node` itself: slim images have neither `wget` nor `curl`. */

/** Asks a URL; any status from 200 to 299 is healthy. */
export function fetchTest(url: string): readonly string[] {
  const script = `fetch(${JSON.stringify(url)}).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return ["CMD", "node", "-e", script];
}

/** Whether the port accepts connections. */
export function connectTest(port: number): readonly string[] {
  const exits = '.on("connect", () => process.exit(0)).on("error", () => process.exit(1))';
  return ["CMD", "node", "-e", `require("node:net").connect(${port}, "127.0.0.1")${exits}`];
}
