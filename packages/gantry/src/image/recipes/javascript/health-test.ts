/**
 * Asks the application with `node` itself: slim images have neither curl nor wget. By address, since `localhost` is `::1` first, where
 * servers on 0.0.0.0 do not listen; on the port that the container runs with.
 */
export function healthTest(port: number, health: string | undefined): string[] {
  const there = `process.env.PORT || ${port}`;
  const script =
    health === undefined
      ? `require("node:net").connect(${there}, "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))`
      : `fetch("http://127.0.0.1:" + (${there}) + ${JSON.stringify(health)}).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return ["node", "-e", script];
}
