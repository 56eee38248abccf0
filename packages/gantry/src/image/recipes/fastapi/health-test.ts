/**
 * Asks the application with `python` itself: slim images have neither curl nor wget. Without the proxy that the environment may name,
 * which could not reach this address.
 */
export function healthTest(port: number, health: string | undefined): string[] {
  const script =
    health === undefined
      ? `import socket; socket.create_connection(("127.0.0.1", ${port}), 4).close()`
      : `import urllib.request as r; r.build_opener(r.ProxyHandler({})).open(${JSON.stringify(`http://127.0.0.1:${port}${health}`)}, timeout=4)`;
  return ["python", "-c", script];
}
