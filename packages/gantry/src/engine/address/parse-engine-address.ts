import { EngineAddressError } from "../errors/engine-address-error.ts";

export type EngineAddress =
  | { scheme: "unix"; path: string }
  | { scheme: "ssh"; host: string; user?: string; port?: number; socketPath?: string }
  | { scheme: "tcp"; host: string; port?: number };

const FORMS = "Write unix:///path/to/docker.sock, ssh://user@host[:port] or tcp://host:port.";

/** Reads an address as `DOCKER_HOST` holds it. @throws EngineAddressError */
export function parseEngineAddress(value: string): EngineAddress {
  if (value.startsWith("unix://")) return parseUnix(value);
  const url = parseUrl(value);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? undefined : Number(url.port);
  switch (url.protocol) {
    case "ssh:":
      return parseSsh(value, url, host, port);
    case "tcp:":
      return parseTcp(value, url, host, port);
    default:
      throw new EngineAddressError("unknown-scheme", value, `"${value}" is no address of a Docker engine. ${FORMS}`);
  }
}

function parseUnix(value: string): EngineAddress {
  const path = value.slice("unix://".length);
  if (path.startsWith("/")) return { scheme: "unix", path };
  throw malformed(value, "has no absolute path.");
}

function parseUrl(value: string): URL {
  try {
    return new URL(value);
  } catch (cause) {
    throw new EngineAddressError("malformed", value, `"${value}" is no address of a Docker engine. ${FORMS}`, {
      cause,
    });
  }
}

function parseSsh(value: string, url: URL, host: string, port: number | undefined): EngineAddress {
  if (host === "" || host.startsWith("-")) throw malformed(value, "names no host.");
  // Not repeated in the message: it holds the password.
  if (url.password !== "") {
    throw new EngineAddressError(
      "malformed",
      `ssh://${host}`,
      `The address ssh://…@${host} holds a password. Use an SSH key.`,
    );
  }
  const user = decodeURIComponent(url.username);
  if (user.startsWith("-")) throw malformed(value, "names no user.");
  const socketPath = decodeURIComponent(url.pathname).replace(/^\/$/, "");
  return {
    scheme: "ssh",
    host: decodeURIComponent(host),
    ...(user !== "" && { user }),
    ...(port !== undefined && { port }),
    ...(socketPath !== "" && { socketPath }),
  };
}

function parseTcp(value: string, url: URL, host: string, port: number | undefined): EngineAddress {
  if (host === "") throw malformed(value, "names no host.");
  if (url.pathname !== "" && url.pathname !== "/")
    throw malformed(value, "has a path, which tcp addresses cannot have.");
  return { scheme: "tcp", host, ...(port !== undefined && { port }) };
}

function malformed(value: string, problem: string): EngineAddressError {
  return new EngineAddressError("malformed", value, `The engine address "${value}" ${problem} ${FORMS}`);
}
