/** Health checks with Python's own library: slim images have neither `wget` nor `curl`. */

/** Asks a URL; redirects are followed, and any status below 400 is healthy. */
export function urlopenTest(url: string): readonly string[] {
  return ["CMD", "python", "-c", `import urllib.request as r; r.urlopen(${JSON.stringify(url)}, timeout=60)`];
}

/** Whether the port accepts connections. */
export function socketTest(port: number): readonly string[] {
  return ["CMD", "python", "-c", `import socket; socket.create_connection(("127.0.0.1", ${port}), 60).close()`];
}
