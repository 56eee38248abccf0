/** An upstream as a Caddyfile writes it. */
export interface CaddyUpstream {
  scheme: "http" | "https" | "h2c";
  host: string;
  port: number;
}

const defaultPorts = { http: 80, https: 443, h2c: 80 };

/** `web:3000`, `h2c://web:3000`, `https://web`. Undefined for a socket, a range of ports, a placeholder. */
export function parseUpstream(text: string): CaddyUpstream | undefined {
  const match = /^(?:(?<scheme>https?|h2c):\/\/)?(?<host>[\w.-]+)(?::(?<port>\d+))?\/?$/i.exec(text);
  const { scheme: written = "http", host, port } = match?.groups ?? {};
  if (host === undefined) return undefined;
  const scheme = written.toLowerCase() === "https" ? "https" : written.toLowerCase() === "h2c" ? "h2c" : "http";
  return { scheme, host, port: port === undefined ? defaultPorts[scheme] : Number(port) };
}
